import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonEntries } from "./json-entries.js";

async function* pieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function read(text: string, length = 7): Promise<[string, unknown][]> {
  const entries: [string, unknown][] = [];
  for await (const entry of jsonEntries(pieces(text, length), "x.json")) entries.push(entry);
  return entries;
}

describe("jsonEntries", () => {
  it("reads any object as JSON.parse does, whatever pieces it comes in", async () => {
    const object = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 3 }));
    await fc.assert(
      fc.asyncProperty(
        object,
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        async (value, length, pretty) => {
          const text = JSON.stringify(value, null, pretty ? 2 : 0);
          const wanted = Object.entries(JSON.parse(text) as object);
          expect((await read(text, length)).sort()).toEqual(wanted.sort());
        },
      ),
    );
  });

  it("keeps keys that are special elsewhere, and one that comes again", async () => {
    expect(await read('{"__proto__": 1, "a": 1, "a": [2]}')).toEqual([
      ["__proto__", 1],
      ["a", 1],
      ["a", [2]],
    ]);
  });

  it.each([
    ["[1]", /character 1/],
    ['{"a": 1', /the end of the text/],
    ["", /the end of the text/],
    ['{"a" 1}', /character 2/],
    ['{"a": 1} {"b": 2}', /character 10/],
    ['{"a": 1,, "b": 2}', /nothing before a comma/],
    ['{"a": tru}', /character 2/],
  ])("refuses %j", async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: "RECORD_INVALID",
      message: expect.stringMatching(message),
    });
  });
});
