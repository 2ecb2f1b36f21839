import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AssignedTypes } from "./assigned-types.js";
import {
  decodeAssignedTypes,
  encodeAssignedTypes,
  isAssignedTypes,
  readAssignedTypes,
  writeAssignedTypes,
} from "./assigned-types-file.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-types-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ROWS = { size: 3, kb: { name: "small", contentHash: "0123456789abcdef" } };
const many = Array.from({ length: 257 }, (_, i) => `class ${i}`);
const TYPES: AssignedTypes = {
  system: "kinds\n“é”",
  axes: [
    { name: "kind", classes: ["other", "person"], classOf: Uint16Array.of(0, 1, 1) },
    { name: "many", classes: many, classOf: Uint16Array.of(256, 0, 255) },
    { name: "few", classes: many.slice(0, 256), classOf: Uint16Array.of(255, 0, 1) },
  ],
};

describe("a file of assigned types", () => {
  const path = join(folder, "kinds.types");
  beforeAll(() => writeAssignedTypes(path, TYPES, ROWS));

  it("reads back as it was written, with one byte a class where that is enough", () => {
    expect(readAssignedTypes(path, ROWS)).toEqual(TYPES);
    const bytes = encodeAssignedTypes(TYPES, ROWS);
    expect(bytes.length - bytes.indexOf(0x0a) - 1).toBe(3 + 6 + 3);
    expect(isAssignedTypes(bytes)).toBe(true);
    expect(isAssignedTypes(new TextEncoder().encode("name: kinds"))).toBe(false);
  });

  it("gives entities that were added since no class", () => {
    const [kind] = readAssignedTypes(path, { ...ROWS, size: 5 }).axes;
    expect([...(kind?.classOf ?? [])]).toEqual([0, 1, 1, 0, 0]);
  });

  it("is refused for another KB", () => {
    const other = { size: 3, kb: { name: "other", contentHash: "ffffffffffff" } };
    expect(() => readAssignedTypes(path, other)).toThrow(
      'should be those of the entities of the knowledge base "other" (ffffffff); they are those of the knowledge base "small" (01234567)',
    );
  });

  it("is refused where it is damaged, newer or something else", () => {
    const bytes = encodeAssignedTypes(TYPES, ROWS);
    const changed = bytes.slice();
    changed[bytes.length - 1] = 7;
    expect(() => decodeAssignedTypes(changed, ROWS, "x.types")).toThrow(
      "x.types cannot be used as types of entities: it was cut off or changed",
    );
    const text = new TextDecoder("latin1").decode(bytes);
    const reading = (written: string) => () =>
      decodeAssignedTypes(Buffer.from(written, "latin1"), ROWS, "x.types");
    expect(reading(text.replace('"version":1', '"version":2'))).toThrow("format version 2");
    expect(reading(text.replace('"rows":3', '"rows":4'))).toThrow("instead of");
    expect(reading(text.replace('"rows":3', '"rows":"3"'))).toThrow("lacks fields");
    expect(reading("{}\n")).toThrow('does not say "namesake-types"');
    expect(reading("")).toThrow("does not begin as one");
    expect(() => readAssignedTypes(join(folder, "none"), ROWS)).toThrow("it does not exist");
    const cut = join(folder, "cut.types");
    writeFileSync(cut, bytes);
    truncateSync(cut, bytes.length - 2);
    expect(() => readAssignedTypes(cut, ROWS)).toThrow("cut off");
  });
});
