import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "../dataset.js";
import { formatContract, readAll } from "./format.contract.js";
import { detectFormat } from "./index.js";
import { tacFormat } from "./tac.js";

formatContract(tacFormat);

let root = "";
let number = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "namesake-tac-"));
});
afterAll(() => rm(root, { recursive: true }));

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(root, String(number++));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return path;
}

const links = ({ text, mentions }: GoldDocument) =>
  mentions.map(({ start, end, entity, label }) => [text.slice(start, end), entity, label]);

const fields = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values)
    .map(([name, value]) => `    <${name}>${value}</${name}>\n`)
    .join("");
const query = (id: string, values: Readonly<Record<string, string | number>>) =>
  `  <query id="${id}">\n${fields(values)}  </query>\n`;
const kbpentlinking = (...all: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<kbpentlinking>\n${all.join("")}</kbpentlinking>\n`;
const row = (...cells: (string | number)[]) => `${cells.join("\t")}\n`;

/** "😀" is one code point of the two documents. */
const wire = "<DOC>\n<TEXT>\n😀 Mabel Quist of Brook &amp; Tarn flew to\nUpper Wold.\n</TEXT>\n</DOC>\n";
const forum = "<doc>\n<post>Tarnside lost to Tarn.</post>\n</doc>\n";

describe("tacFormat", () => {
  it("reads queries with their answers", async () => {
    const path = await folder({
      "queries.xml": kbpentlinking(
        query("EL1", { name: "Mabel Quist", docid: "WIRE_2009.0052", beg: 15, end: 25 }),
        query("EL3", { mention: "Tarn", docid: "forum-7", beg: 29, end: 32, menttype: "NAM" }),
        query("EL2", { name: "Brook &amp; Tarn", docid: "WIRE_2009.0052", beg: 30, end: 45 }),
        query("EL4", { name: "Upper Wold", docid: "WIRE_2009.0052", beg: 55, end: 64 }),
      ),
      "a_notes.tab": row("genre", "wire"),
      "links.tab": [
        row("query_id", "entity_id", "entity_type"),
        row("EL1", "NIL0007", "PER", "NW"),
        row("EL2", "E0012", "ORG"),
        row("EL3", "E0034|E0035", "ORG"),
        row("EL4", "E0056", "GPE"),
      ].join(""),
      "source_documents/nw/WIRE_2009.0052.sgm": wire,
      "source_documents/df/forum-7.mpdf.xml": forum,
      "source_documents/df/forum-8.mpdf.xml": "<doc>Nothing was asked of this.</doc>",
    });
    expect(await detectFormat(path)).toBe(tacFormat);
    expect(await detectFormat(join(path, "queries.xml"))).toBe(tacFormat);
    for (const what of [path, join(path, "queries.xml")]) {
      const { documents, problems } = await readAll(tacFormat, what);
      expect(problems.map(({ message }) => message)).toEqual([]);
      expect(documents.map(({ id }) => id)).toEqual(["WIRE_2009.0052", "forum-7"]);
      expect(documents[0]?.text).toBe(wire);
      expect(documents.map(links)).toEqual([
        [
          ["Mabel Quist", null, "PER"],
          ["Brook &amp; Tarn", "E0012", "ORG"],
          ["Upper Wold", "E0056", "GPE"],
        ],
        [["Tarn", "E0034", "ORG"]],
      ]);
      expect(documents[1]?.mentions[0]).toMatchObject({ others: ["E0035"], slices: ["NAM"] });
    }
  });

  it("finds the names of queries without offsets, as whole words first", async () => {
    const path = await folder({
      "q.xml": kbpentlinking(
        query("A", { name: "Tarn", docid: "forum-7", entity: "E1" }),
        query("B", { name: "arns", docid: "forum-7", entity: "NIL" }),
        query("C", { name: "Ullswater", docid: "forum-7", entity: "E2" }),
        query("D", { name: "Brook &amp; Tarn", docid: "wire", entity: "E3" }),
      ),
      "forum-7": forum,
      "wire.txt": wire,
    });
    const { documents, problems } = await readAll(tacFormat, join(path, "q.xml"));
    expect(documents.map(links)).toEqual([
      [
        ["arns", null, undefined],
        ["Tarn", "E1", undefined],
      ],
      [["Brook &amp; Tarn", "E3", undefined]],
    ]);
    expect(documents[0]?.mentions[1]?.start).toBe(forum.indexOf("Tarn."));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('"name" should be a name that stands in its document, found "Ullswater"'),
    ]);
  });

  it("reads a table of mentions, in a folder with the documents that have none", async () => {
    const path = await folder({
      "gold.tab": [
        row("run", "id", "mention", "place", "kb", "type", "kind"),
        row("LDC", "T1", "Mabel Quist", "wire:17-27", "m.01", "PER", "NAM", "1.0"),
        row("LDC", "T2", "Mabel Quist", "wire:15-25", "m.01", "PER", "NOM", "1.0", "N"),
        row("LDC", "T0", "Mabel Quist", "wire", "m.01", "PER"),
        row("LDC", "T3", "Upper Wold", "wire:55-64", "NIL00012", "GPE"),
        row("LDC", "T4", "Upper Wold", "wire:550-559", "m.02", "GPE"),
        row("LDC", "T7", "Nell", "bare:0-3", "m.04", "PER"),
        row("LDC", "T5", "Lost", "gone:0-3", "m.03", "GPE"),
        row("LDC", "T6", "Lost", "gone:5-8", "m.03", "GPE"),
      ].join(""),
      "source/wire.xml": wire,
      "source/forum.xml": forum,
      "source/bare": "Nell.",
      "source/quote_regions.tab": row("forum", 0, 5),
    });
    const { documents, problems } = await readAll(tacFormat, path);
    expect(documents.map(({ id }) => id)).toEqual(["bare", "forum", "wire"]);
    expect(documents.map(links)).toEqual([
      [["Nell", "m.04", "PER"]],
      [],
      [
        ["Mabel Quist", "m.01", "PER"],
        ["Upper Wold", null, "GPE"],
      ],
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      'gold.tab, line 4: "column 4" should be DOCUMENT:FIRST-LAST, found "wire".',
      'gold.tab, line 8: "document" should be the name of a file in source, found "gone".',
      expect.stringContaining('"Mabel Quist" at 17 to 28, found "bel Quist o"'),
      expect.stringContaining("found start 550, end 560"),
    ]);
    const alone = await readAll(tacFormat, join(path, "gold.tab"));
    expect(alone.documents.map(({ id }) => id)).toEqual(["wire", "bare"]);
  });

  it("takes the files that are given", async () => {
    const path = await folder({
      "q.xml": kbpentlinking(
        query("A", { name: "Tarn", docid: "forum-7" }),
        query("B", { name: "x", docid: "forum-7" }),
      ),
      "far/forum-7.xml": forum,
      "far/answers.txt": row("A", "E9", "ORG"),
    });
    const file = join(path, "q.xml");
    await expect(readAll(tacFormat, file)).rejects.toMatchObject({
      message: expect.stringContaining(
        '"answers" should be a table beside the queries, or one that is given, found [].',
      ),
    });
    const given = { documents: join(path, "far"), answers: join(path, "far/answers.txt") };
    const { documents, problems } = await readAll(tacFormat, file, given);
    expect(documents.map(links)).toEqual([[["Tarn", "E9", "ORG"]]]);
    expect(problems.map(({ message }) => message)).toEqual([
      'q.xml, line 7: "id" should be that of a query with an answer, found "B".',
    ]);
  });

  it("leaves out queries that name no document or nothing in it", async () => {
    const path = await folder({
      "q.xml": kbpentlinking(
        query("A", { name: "Tarn", entity: "E1" }),
        query("B", { docid: "forum-7", entity: "E1" }),
        query("C", { docid: "forum-7", beg: 29, end: 32, entity: "E1" }),
      ),
      "forum-7": forum,
    });
    const { documents, problems } = await readAll(tacFormat, join(path, "q.xml"));
    expect(documents.map(links)).toEqual([[["Tarn", "E1", undefined]]]);
    expect(problems.map(({ message }) => message)).toEqual([
      'q.xml, line 3: "docid" should be the id of a document, found undefined.',
      'q.xml, line 7: "name" should be a name or its offsets, found "".',
    ]);
  });
});
