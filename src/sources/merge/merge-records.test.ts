import { expect, it } from "vitest";
import type { EntityRecord } from "../../kb/record.js";
import { DEFAULT_RULES } from "./conflict-rules.js";
import { mergeRecords } from "./merge-records.js";

it("merges what is called like the fields of every object", () => {
  const types = (system: string) => JSON.parse(`{"${system}": ["t"]}`) as NonNullable<EntityRecord["types"]>;
  const attributes = JSON.parse('{"constructor": "c", "__proto__": "p"}');
  const { record, conflicts } = mergeRecords(
    [
      { source: "a", record: { id: "constructor", name: "toString", types: types("__proto__") } },
      { source: "b", record: { id: "__proto__", name: "valueOf", types: types("constructor"), attributes } },
    ],
    DEFAULT_RULES,
  );
  expect(record).toMatchObject({
    id: "constructor",
    name: "toString",
    aliases: ["valueOf"],
    sameAs: ["__proto__"],
  });
  expect(JSON.stringify(record.types)).toBe('{"__proto__":["t"],"constructor":["t"]}');
  expect(JSON.stringify(record.attributes)).toBe('{"constructor":"c","__proto__":"p"}');
  expect(conflicts.map(({ fact }) => fact)).toEqual(["name"]);
});
