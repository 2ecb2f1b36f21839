import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "../dataset.js";
import { formatContract, readAll } from "./format.contract.js";
import { sampleOf } from "./index.js";
import { zeshelFormat } from "./zeshel.js";

formatContract(zeshelFormat, { without: ["empty"], tokenised: true });

const root = mkdtempSync(join(tmpdir(), "namesake-zeshel-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
/** A folder with files, each a list of lines. */
function folder(files: Record<string, readonly (object | string)[]>): string {
  const path = join(root, String(folders++));
  mkdirSync(path);
  for (const [name, lines] of Object.entries(files)) {
    const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), name.endsWith(".gz") ? gzipSync(text) : text);
  }
  return path;
}

const text = "Trams Trams  run to\u00a0Lyon ' s old town and on to Lyon .";
const trams = { document_id: "00A1", title: "Trams", text };
const lyon = { document_id: "00A2", title: "Lyon", text: "Lyon Lyon is a town of trams ." };
const first = {
  mention_id: "M1",
  context_document_id: "00A1",
  corpus: "rails",
  start_index: 4,
  end_index: 8,
  text: "Lyon ' s old town",
  label_document_id: "00A3",
  category: "LOW_OVERLAP",
};
const second = { ...first, start_index: 12, end_index: 12, text: "Lyon", label_document_id: "00A2" };
const expected = {
  id: "00A1",
  text,
  title: "Trams",
  world: "rails",
  mentions: [
    { start: 20, end: 37, entity: "00A3", slices: ["LOW_OVERLAP"] },
    { start: 48, end: 52, entity: "00A2", sameAs: ["Lyon"], slices: ["LOW_OVERLAP"] },
  ],
};

describe("zeshelFormat", () => {
  it.each<[string, Record<string, readonly object[]>, string, string?]>([
    ["a folder", { "documents.json": [trams, lyon], "mentions.json": [second, first] }, ""],
    [
      "Zeshel's own folders",
      {
        "documents/rails.json": [lyon, trams],
        "documents/lego.json": [],
        "mentions/test.json": [first, second],
      },
      "",
    ],
    [
      "a file of Zeshel's own folders",
      { "documents/rails.json.gz": [lyon, trams], "mentions/test.json": [first, second] },
      "mentions/test.json",
    ],
    [
      "documents beside a file",
      { "a.json": [trams], "b.json": [lyon], "val.json": [first, second] },
      "val.json",
    ],
    [
      "documents that are named",
      { "elsewhere/rails.txt": [trams, lyon], "val.json": [first, second] },
      "val.json",
      "elsewhere/rails.txt",
    ],
    [
      "a folder of documents that is named",
      { "elsewhere/rails.json": [trams, lyon], "notes.json": [{}], "val.json": [first, second] },
      "",
      "elsewhere",
    ],
    [
      "mentions in several files",
      { "documents.json": [trams, lyon], "mentions/train.json": [first], "mentions/val.json": [second] },
      "",
    ],
  ])("reads %s", async (_, files, path, given) => {
    const at = folder(files);
    const { documents, problems } = await readAll(
      zeshelFormat,
      join(at, path),
      given === undefined ? undefined : { documents: join(at, given) },
    );
    expect(problems).toEqual([]);
    expect(documents).toEqual([expected]);
  });

  it("reads no documents of worlds that have no mentions, where files are named after them", async () => {
    const files = { "documents/rails.json": [trams, lyon], "mentions/test.json": [first, second] };
    const broken = { "documents/lego.json": [trams, "{", "["] };
    const found = await readAll(zeshelFormat, folder({ ...files, ...broken }));
    expect(found).toEqual({ documents: [expected], problems: [] });
    const other = [{ ...first, context_document_id: "00B1", corpus: "forest" }];
    const all = await readAll(zeshelFormat, folder({ ...files, ...broken, "mentions/val.json": other }));
    expect(all.problems.map(({ code }) => code)).toEqual([
      "RECORD_INVALID",
      "RECORD_INVALID",
      "RECORD_DUPLICATE",
      "RECORD_INVALID",
    ]);
  });

  it("knows folders by their names, and files by their first line", async () => {
    const at = folder({ "documents/x.json": [lyon], "mentions/test.json": [first] });
    expect(zeshelFormat.detect(await sampleOf(at))).toBe(0.9);
    expect(zeshelFormat.detect(await sampleOf(join(at, "mentions", "test.json")))).toBe(0.95);
    expect(zeshelFormat.detect(await sampleOf(join(at, "documents", "x.json")))).toBe(0);
    expect(zeshelFormat.detect({ path: "", head: "", names: ["documents", "readme"] })).toBe(0);
  });

  it("reports what is wrong and goes on", async () => {
    const mentions = [
      first,
      { ...first, end_index: 13 },
      { ...first, end_index: 14 },
      { ...first, end_index: 3 },
      { ...first, start_index: "4" },
      { ...first, label_document_id: null },
      { ...first, context_document_id: "00B1" },
      { ...first, context_document_id: "00A4" },
      "{",
      { ...second, label_document_id: "NIL" },
    ];
    const documents = [
      trams,
      { title: "?" },
      { document_id: "00A4", title: "Old" },
      { ...trams, text: "again" },
    ];
    const at = folder({ "documents.json": documents, "mentions.json": mentions });
    const found = await readAll(zeshelFormat, at);
    expect(found.documents).toEqual([
      {
        ...expected,
        mentions: [expected.mentions[0], { start: 48, end: 52, entity: null, slices: ["LOW_OVERLAP"] }],
      },
    ]);
    expect(
      found.problems.map(({ code, details }) => [details.where, "field" in details ? details.field : code]),
    ).toEqual([
      ["mentions.json, line 5", "start_index"],
      ["mentions.json, line 6", "label_document_id"],
      ["mentions.json, line 9", "record"],
      ["mentions.json, line 2", "text"],
      ["mentions.json, line 3", "start_index"],
      ["mentions.json, line 4", "start_index"],
      ["documents.json, line 2", "document_id"],
      ["documents.json, line 3", "text"],
      ["documents.json, line 4", "RECORD_DUPLICATE"],
      ["mentions.json, line 7", "context_document_id"],
      ["mentions.json, line 8", "context_document_id"],
    ]);
  });

  it("needs mentions and documents", async () => {
    const alone = folder({ "mentions.json": [first], "notes.json": ["Nothing."] });
    await expect(readAll(zeshelFormat, alone)).rejects.toMatchObject({ details: { field: "documents" } });
    const without = folder({ "documents.json": [lyon] });
    await expect(readAll(zeshelFormat, without)).rejects.toMatchObject({ details: { field: "mentions" } });
    const absent = { documents: join(root, "absent") };
    await expect(readAll(zeshelFormat, alone, absent)).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });

  it("writes tokens, and a document for each entity", async () => {
    const document: GoldDocument = {
      id: "d",
      text: "A Lyon-based\n tram (to Lyon).",
      world: "rails",
      mentions: [
        { start: 2, end: 6, entity: "00A2", sameAs: ["Q456", "Lyon"] },
        { start: 12, end: 14, entity: null },
        { start: 19, end: 27, entity: null, slices: ["rare"] },
      ],
    };
    const files: Record<string, unknown[]> = {};
    for await (const { file, text } of zeshelFormat.write?.([document]) ?? []) {
      files[file] ??= [];
      files[file].push(JSON.parse(text));
    }
    const about = { context_document_id: "d", corpus: "rails" };
    expect(files).toEqual({
      "documents.json": [
        { document_id: "d", title: "", text: "A Lyon -based tram (to Lyon )." },
        { document_id: "00A2", title: "Lyon", text: "Lyon" },
      ],
      "mentions.json": [
        {
          ...about,
          mention_id: "d:0",
          start_index: 1,
          end_index: 1,
          text: "Lyon",
          label_document_id: "00A2",
        },
        {
          ...about,
          mention_id: "d:2",
          start_index: 4,
          end_index: 5,
          text: "(to Lyon",
          label_document_id: "NIL",
          category: "rare",
        },
      ],
    });
  });
});
