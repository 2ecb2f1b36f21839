import { describe, expect, it } from "vitest";
import { checkRecord, type EntityRecord } from "./record.js";

const FULL: EntityRecord = {
  id: "Q312",
  name: "Apple Inc.",
  description: "",
  aliases: ["Apple", { text: "AAPL", count: 0 }],
  types: { ner: ["ORG"], empty: [] },
  relations: [{ relation: "industry", object: "Q1" }],
  count: 12.5,
  attributes: { founded: "1976-04-01", employees: 164_000, seat: { lat: 37.33, lon: -122.01 }, motto: "" },
  sameAs: ["freebase:/m/0k8z"],
  url: "https://www.apple.com",
};

const message = (value: unknown): string => {
  try {
    checkRecord(value, "people.csv, line 7");
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
};

describe("checkRecord", () => {
  it.each<[string, unknown]>([
    ["with every field", FULL],
    ["with id and name only", { id: "1", name: "x" }],
    ["with fields that nobody knows", { id: "1", name: "x", colour: "red" }],
    [
      "with undefined fields",
      { id: "1", name: "x", description: undefined, types: undefined, count: undefined },
    ],
    ["with the longest id", { id: "x".repeat(300), name: "x" }],
    ["with a long name", { id: "1", name: "x".repeat(5000) }],
  ])("returns a record %s as it is", (_what, record) => {
    expect(checkRecord(record, "line 1")).toBe(record);
  });

  it.each<[unknown, string, string, string]>([
    [null, "record", "an object with id and name", "null"],
    ["Q312", "record", "an object with id and name", '"Q312"'],
    [[], "record", "an object with id and name", "a list"],
    [undefined, "record", "an object with id and name", "nothing"],
  ])("rejects %j", (value, field, expected, found) => {
    expect(message(value)).toBe(`people.csv, line 7: "${field}" should be ${expected}, found ${found}.`);
  });

  it.each<[Record<string, unknown>, string, string, string]>([
    [{ id: undefined }, "id", "a non-empty text", "nothing"],
    [{ id: "" }, "id", "a non-empty text", "an empty text"],
    [{ id: 7 }, "id", "a non-empty text", "7"],
    [
      { id: "x".repeat(301) },
      "id",
      "a text of at most 300 characters",
      `one of 301, "${"x".repeat(40)}" and so on`,
    ],
    [{ id: "cut \ud83d" }, "id", "a text without halves of characters", '"cut \ud83d"'],
    [{ name: " \t" }, "name", "a non-empty text", "an empty text"],
    [{ name: null }, "name", "a non-empty text", "null"],
    [{ name: ["a"] }, "name", "a non-empty text", "a list"],
    [{ description: 1 }, "description", "a text", "1"],
    [{ url: {} }, "url", "a text", "an object"],
    [{ count: "12" }, "count", "a number from 0 to 2^53", '"12"'],
    [{ count: -1 }, "count", "a number from 0 to 2^53", "-1"],
    [{ count: Number.NaN }, "count", "a number from 0 to 2^53", "NaN"],
    [{ count: Number.POSITIVE_INFINITY }, "count", "a number from 0 to 2^53", "Infinity"],
    [{ aliases: "Apple" }, "aliases", "a list", '"Apple"'],
    [{ aliases: ["Apple", ""] }, "aliases", "a list of texts or of { text, count }", "an empty text"],
    [{ aliases: [{ text: "a" }] }, "aliases", "a list of texts or of { text, count }", "an object"],
    [
      { aliases: [{ text: "a", count: -1 }] },
      "aliases",
      "a list of texts or of { text, count }",
      "an object",
    ],
    [{ relations: {} }, "relations", "a list", "an object"],
    [{ relations: [{ relation: "in" }] }, "relations", "a list of { relation, object }", "an object"],
    [{ relations: [null] }, "relations", "a list of { relation, object }", "null"],
    [{ sameAs: [true] }, "sameAs", "a list of texts", "a boolean"],
    [{ types: ["ORG"] }, "types", "an object of lists, by type system", "a list"],
    [{ types: { ner: "ORG" } }, "types.ner", "a list of texts", '"ORG"'],
    [{ types: { ner: ["ORG", 1] } }, "types.ner", "a list of texts", "a list"],
    [{ attributes: [] }, "attributes", "an object", "a list"],
    [{ attributes: { born: null } }, "attributes.born", "a text, a number or { lat, lon }", "null"],
    [{ attributes: { at: { lat: 1 } } }, "attributes.at", "a text, a number or { lat, lon }", "an object"],
    [{ attributes: { n: Number.NaN } }, "attributes.n", "a text, a number or { lat, lon }", "NaN"],
  ])("rejects %j", (fields, field, expected, found) => {
    expect(message({ ...FULL, ...fields })).toBe(
      `people.csv, line 7: "${field}" should be ${expected}, found ${found}.`,
    );
  });

  it("throws a coded error with the parts of its message", () => {
    expect(() => checkRecord({ id: "1" }, "line 2")).toThrow(
      expect.objectContaining({
        code: "RECORD_INVALID",
        details: { where: "line 2", field: "name", expected: "a non-empty text", found: "nothing" },
      }),
    );
  });
});
