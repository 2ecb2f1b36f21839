import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatContract, readAll } from "./format.contract.js";
import { zeldaJsonlFormat } from "./zelda-jsonl.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-zelda-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...lines: unknown[]) {
  const path = join(folder, "small.jsonl");
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join("\n"));
  const { documents, problems } = await readAll(zeldaJsonlFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

formatContract(zeldaJsonlFormat);

describe("zelda-jsonl", () => {
  it("reads test data, offsets in code points", async () => {
    const { documents, problems } = await read({
      id: 1000,
      index: [
        [10, 13],
        [2, 5],
      ],
      text: "😀 Ada met Max",
      wikipedia_ids: [1, 974],
      wikipedia_titles: ["Max Planck", "Ada Lovelace"],
    });
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "1000",
        text: "😀 Ada met Max",
        mentions: [
          { start: 3, end: 6, entity: "Ada Lovelace" },
          { start: 11, end: 14, entity: "Max Planck" },
        ],
      },
    ]);
  });

  it("reads sections of pages, which have no ids of their own", async () => {
    const section = { text: "Ulm", index: [[0, 3]], wikipedia_ids: [5], wikipedia_titles: ["Ulm"] };
    const { documents, problems } = await read(
      { page_id: 12, section_name: "History", ...section },
      { page_id: 12, section_name: "History", ...section },
      section,
    );
    expect(problems).toEqual([]);
    expect(documents.map(({ id }) => id)).toEqual(["12-1", "12-2", "3"]);
  });

  it("reports what is wrong, and reads on", async () => {
    const { documents, problems } = await read(
      {
        id: 1,
        text: "Ulm",
        index: [[0, 3], [3, 3], [0, 9], "0", [0, 3]],
        wikipedia_titles: ["Ulm", "A", "B", "C", 5],
      },
      { id: 2, text: "Ulm", index: [[0, 3]], wikipedia_titles: [] },
      { id: 3, index: [], wikipedia_titles: [] },
      { id: 1, text: "Bern", index: [[0, 4]], wikipedia_titles: ["NIL"] },
    );
    expect(documents.map(({ id, mentions }) => [id, ...mentions.map(({ entity }) => entity)])).toEqual([
      ["1", "Ulm"],
      ["2"],
      ["1#2", null],
    ]);
    expect(problems.map((message) => message.replace(/^small.jsonl, line /, ""))).toEqual([
      expect.stringMatching(/^1: a mention must lie inside .* found start 3, end 3/),
      expect.stringMatching(/^1: a mention must lie inside .* found start 0, end 9/),
      '1: "index" should be [start, end], found "0".',
      '1: "wikipedia_titles" should be texts, found 5.',
      expect.stringMatching(/^2: "index" should be as many pairs/),
      expect.stringMatching(/^3: "text" should be a text/),
      expect.stringMatching(/^4: the id "1"/),
    ]);
  });
});
