import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-lines-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, "a.jsonl");
  writeFileSync(path, text);
  const problems: string[] = [];
  const objects: [number, JsonObject][] = [];
  for await (const { number, value } of jsonLines(path, { problem: ({ message }) => problems.push(message) }))
    objects.push([number, value]);
  return { objects, problems };
}

describe("jsonLines", () => {
  it("reports what is no object, with its line, and passes over blank lines", async () => {
    expect(await read('\n{"a":1}\r\n\n[1]\n{"a":\nnull\n{"a":2}')).toEqual({
      objects: [
        [2, { a: 1 }],
        [7, { a: 2 }],
      ],
      problems: [
        'a.jsonl, line 4: "record" should be one JSON object, found [1].',
        expect.stringContaining(
          'a.jsonl, line 5: "record" should be one JSON object, found text that is not JSON',
        ),
        'a.jsonl, line 6: "record" should be one JSON object, found null.',
      ],
    });
  });

  it("has nothing of an empty file", async () => {
    expect(await read("\n\n")).toEqual({ objects: [], problems: [] });
  });

  it("refuses a file that starts with something else", async () => {
    await expect(read('\n[{"a":1}]\n{}')).rejects.toMatchObject({ code: "RECORD_INVALID" });
  });
});

describe("sampleObjects", () => {
  const of = (head: string) => sampleObjects({ head });

  it("has the whole lines", () => {
    expect(of('\ufeff{"a":1}\n\n{"a":2}\r\n{"a":3')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(of('{"a":1}\nnonsense\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(of('{"a":1}')).toEqual([{ a: 1 }]);
    expect(of('nonsense\n{"a":2}\n')).toEqual([]);
    expect(of("")).toEqual([]);
  });

  it("has of a single line that is cut off what is there", () => {
    expect(of('{"id":1,"text":"A \\"tram\\", to L')).toEqual([{ id: 1, text: 'A "tram", to L' }]);
    expect(of('{"id":1,"mentions":[{"start":0,"en')).toEqual([{ id: 1, mentions: [{ start: 0 }] }]);
    expect(of('{"id":1,"text":"A tram \\u00')).toEqual([{ id: 1 }]);
    expect(of('{"id')).toEqual([]);
  });

  it("has the first keys of any object that is cut off", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().map((key) => `key ${key}`),
          fc.jsonValue(),
        ),
        fc.nat(),
        (object, length) => {
          const json = JSON.stringify({ first: 1, ...object });
          const [found] = of(json.slice(0, Math.max(11, length % json.length)));
          expect(found).toMatchObject({ first: 1 });
          const { length: count } = Object.keys(found ?? {});
          expect(Object.keys(found ?? {})).toEqual(Object.keys(JSON.parse(json)).slice(0, count));
        },
      ),
    );
  });
});
