import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../kb/record.js";
import { fileSource } from "./detect.js";
import { jsonlSource } from "./jsonl.js";
import type { Source } from "./source.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-jsonl-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function read(source: Source) {
  const rejected: string[] = [];
  const records: EntityRecord[] = [];
  for await (const record of source.records({ rejected: (message) => rejected.push(message) }))
    records.push(record);
  return { records, rejected, info: source.info };
}

const apple = {
  id: "Q312",
  name: "Apple Inc.",
  aliases: [{ text: "Apple", count: 9 }],
  attributes: { born: 1976 },
};
const fruit = { id: "Q89", name: "apple" };

describe("jsonlSource", () => {
  it("reads a record a line, and reports the lines that are none", async () => {
    const path = file(
      "a.jsonl",
      `\ufeff${JSON.stringify(apple)}\r\n\n  \n{"id": "x"\n[1]\n{"id":"Q1"}\n{"id":"Q2","name":"N","count":"many"}\n${JSON.stringify(fruit)}`,
    );
    expect(await read(jsonlSource(path))).toEqual({
      records: [apple, fruit],
      rejected: [
        expect.stringMatching(
          /^a\.jsonl, line 4: "record" should be one JSON object, found text that is not JSON \(.+\)\.$/,
        ),
        'a.jsonl, line 5: "record" should be an object with id and name, found a list.',
        'a.jsonl, line 6: "name" should be a non-empty text, found nothing.',
        'a.jsonl, line 7: "count" should be a number from 0 to 2^53, found "many".',
      ],
      info: [{ name: "a.jsonl", licence: "unknown", records: 2 }],
    });
  });

  it("reads an empty file as no records", async () => {
    expect(await read(jsonlSource(file("none.jsonl", "")))).toMatchObject({ records: [], rejected: [] });
  });

  it("counts again when it is read again", async () => {
    const source = jsonlSource(file("b.jsonl", JSON.stringify(fruit)));
    await read(source);
    expect((await read(source)).info[0]?.records).toBe(1);
  });

  it("reads back any records, plain or gzipped", async () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((t) => t.trim() !== "" && t.length <= 300);
    const record = fc.record({ id: text, name: text, description: text, aliases: fc.array(text) });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 5 }), fc.boolean(), async (records, packed) => {
        const lines = records.map((r) => `${JSON.stringify(r)}\n`).join("");
        const back = await read(jsonlSource(file("c.jsonl", packed ? gzipSync(lines) : lines)));
        expect(back).toMatchObject({ records, rejected: [] });
      }),
      { numRuns: 50 },
    );
  });
});

describe("fileSource", () => {
  const line = JSON.stringify(fruit);
  it.each<[string, string | Uint8Array]>([
    ["x.jsonl", line],
    ["x.NDJSON", line],
    ["x.jsonl.gz", gzipSync(line)],
    ["x.csv", "id;name\nQ89;apple\n"],
    ["x.csv.gz", gzipSync("id,name\nQ89,apple\n")],
    ["x.tsv", "id\tname\nQ89\tapple\n"],
    ["x.tab.GZ", gzipSync("id\tname\nQ89\tapple\n")],
    ["x.json", `\n \n${line}`],
    ["records", `${" ".repeat(200_000)}${line}`],
    ["x.csv.bak", line],
  ])("reads %s", async (name, content) => {
    expect(await read(fileSource(file(name, content)))).toEqual({
      records: [fruit],
      rejected: [],
      info: [{ name, licence: "unknown", records: 1 }],
    });
  });

  it("hands options to CSV, where a delimiter given wins over the ending", async () => {
    const path = file("y.tsv", "Who,n\nA,3\n");
    const { records } = await read(
      fileSource(path, { delimiter: ",", columns: { name: "who" }, idPrefix: "p" }),
    );
    expect(records).toEqual([{ id: "p:a", name: "A", attributes: { n: 3 } }]);
  });

  it.each([
    ["words.txt", "Paris\nRome\n"],
    ["list.json", `[${line}]`],
    ["blank", " \n\n"],
    ["empty", ""],
  ])("does not know %s", async (name, content) => {
    await expect(read(fileSource(file(name, content)))).rejects.toMatchObject({
      code: "SOURCE_UNKNOWN",
      message: expect.stringContaining(".jsonl"),
    });
  });

  it("says of a missing file and of a folder what they are", async () => {
    for (const path of [join(folder, "nothing"), join(folder, "nothing.csv"), folder])
      await expect(read(fileSource(path))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});
