import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../kb/record.js";
import { zeshelDocuments } from "./zeshel-documents.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-zeshel-documents-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(path: string) {
  const source = zeshelDocuments(path);
  const rejected: string[] = [];
  const records: EntityRecord[] = [];
  const fractions: number[] = [];
  const observer = {
    rejected: (message: string) => rejected.push(message),
    progress: (fraction: number) => fractions.push(fraction),
  };
  for await (const record of source.records(observer)) records.push(record);
  return { records, rejected, fractions, info: source.info };
}

const line = (document_id: string, title: string) =>
  JSON.stringify({ document_id, title, text: `${title} ${title} was a tram driver . ` });

describe("zeshelDocuments", () => {
  it("reads a file", async () => {
    const path = join(folder, "trams.json");
    writeFileSync(
      path,
      `${line("00A1", "Odo Brannt")}\n\n{"document_id":7,"title":"x"}\n${line("00A2", "Ada")}`,
    );
    const { records, rejected, info } = await read(path);
    expect(records).toEqual([
      { id: "00A1", name: "Odo Brannt", description: "Odo Brannt Odo Brannt was a tram driver ." },
      { id: "00A2", name: "Ada", description: "Ada Ada was a tram driver ." },
    ]);
    expect(rejected).toEqual(['trams.json, line 3: "document_id" should be a non-empty text, found 7.']);
    expect(info).toEqual([{ name: "trams.json", licence: "unknown", records: 2 }]);
  });

  it("reads a folder of worlds, in the order of their names", async () => {
    const documents = join(folder, "documents");
    mkdirSync(documents);
    writeFileSync(join(documents, "lego.json.gz"), gzipSync(line("2", "Brick")));
    writeFileSync(join(documents, "forest.json"), `${line("1", "Oak")}\n`);
    writeFileSync(join(documents, "notes.md"), "Nothing.");
    mkdirSync(join(documents, "old.json"));
    const { records, rejected, fractions, info } = await read(documents);
    expect(rejected).toEqual([]);
    expect(records.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(info).toEqual([{ name: "documents", licence: "unknown", records: 2 }]);
    expect(fractions).toEqual([0.5, 1]);
  });

  it("says that a file is missing", async () => {
    await expect(read(join(folder, "absent.json"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});
