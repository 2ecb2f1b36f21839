import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { benchFormat } from "./bench.js";
import { formatContract, readAll } from "./format.contract.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...lines: unknown[]) {
  const path = join(folder, "set.jsonl");
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join("\n"));
  const { documents, problems } = await readAll(benchFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

/** What becomes of one mention of "Lyon". */
async function lyon(fields: object) {
  const mention = { start: 0, end: 4, ...fields };
  const { documents, problems } = await read({ id: "1", text: "Lyon", mentions: [mention] });
  if (problems.length > 0) return problems;
  const { start: _, end: __, ...rest } = documents[0]?.mentions[0] ?? { start: 0, end: 0 };
  return rest;
}

formatContract(benchFormat);

describe("benchFormat", () => {
  it("counts code points", async () => {
    const { documents, problems } = await read({
      id: "1",
      text: "😀 Lyon 😀",
      mentions: [{ start: 2, end: 6, title: "Lyon" }],
      ignore: [[7, 8]],
      eval_span: [0, 8],
    });
    expect(problems).toEqual([]);
    expect(documents[0]).toMatchObject({
      mentions: [{ start: 3, end: 7 }],
      ignore: [{ start: 8, end: 10 }],
      evaluationSpan: { start: 0, end: 10 },
    });
  });

  it("names entities by title, then QID; the other names are the same", async () => {
    expect(await lyon({ title: "Lyon", qid: "Q456", ner: "LOC" })).toEqual({
      entity: "Lyon",
      sameAs: ["Q456"],
      label: "LOC",
    });
    expect(await lyon({ qid: "Q456" })).toEqual({ entity: "Q456" });
    expect(await lyon({ title: null, qid: "Q456", label: "Lyon" })).toEqual({
      entity: "Q456",
      sameAs: ["Lyon"],
    });
    expect(await lyon({ title: "Lyon", qid: "Q456", label: "Lyon" })).toEqual({
      entity: "Lyon",
      sameAs: ["Q456"],
    });
    expect(await lyon({ title: "Lyon", label: "city" })).toEqual({ entity: "Lyon" });
    expect(await lyon({ title: "https://en.wikipedia.org/wiki/Stade_de_Lyon" })).toEqual({
      entity: "Stade de Lyon",
    });
    expect(await lyon({ title: "Stade_de_Lyon", candidates: ["Lyon_(band)"] })).toEqual({
      entity: "Stade de Lyon",
      candidates: ["Lyon (band)"],
    });
    expect(await lyon({ qid: "town_17", others: ["town_18"] })).toEqual({
      entity: "town_17",
      others: ["town_18"],
    });
  });

  it("knows NIL however it is said", async () => {
    for (const fields of [
      { title: null },
      { title: null, qid: null },
      { qid: null, label: "Unknown5" },
      { qid: "NIL" },
      { qid: "<NIL>", label: "Lyon" },
      { qid: "Unknown12" },
    ])
      expect(await lyon(fields)).toEqual({ entity: null });
    expect(await lyon({})).toEqual([
      'set.jsonl, line 1: "title" should be a title, or null for NIL, found undefined.',
    ]);
    expect(await lyon({ title: 5 })).toEqual(['set.jsonl, line 1: "title" should be a text, found 5.']);
  });

  it("finds parents by position, or by id where there are ids", async () => {
    const text = "Bank of Lyon";
    const bank = { start: 0, end: 12, title: "Bank" };
    const part = { start: 8, end: 12, title: "Lyon" };
    const parentOf = async (...mentions: object[]) => {
      const { documents, problems } = await read({ text, mentions });
      return problems[0] ?? documents[0]?.mentions[1]?.parent;
    };
    expect(await parentOf({ ...part, parent: 1 }, bank)).toBe(0);
    expect(await parentOf({ ...part, id: 1, parent: 7 }, { ...bank, id: 7 })).toBe(0);
    expect(await parentOf({ ...part, id: "a", parent: "b" }, { ...bank, id: "b" })).toBe(0);
    expect(await parentOf(bank, { ...part, parent: null })).toBeUndefined();
    for (const parent of [1, 9, "b"])
      expect(await parentOf(bank, { ...part, parent })).toMatch(/line 1: "parent" should be the position/);
  });

  it("reports what is wrong with a line, and keeps the rest of it", async () => {
    const { documents, problems } = await read(
      { id: 1, text: "Lyon", mentions: [{ start: 0, end: 5, title: "Lyon" }, 3], eval_span: [2, 2] },
      { id: 2, mentions: [] },
      { id: 3, text: "Lyon", mentions: null },
    );
    expect(documents).toEqual([
      { id: "1", text: "Lyon", mentions: [] },
      { id: "3", text: "Lyon", mentions: [] },
    ]);
    expect(problems).toEqual([
      expect.stringContaining("line 1: a mention must lie inside the text"),
      expect.stringContaining("expected 0 <= start < end <= 4 in code points, found start 0, end 5"),
      expect.stringContaining('line 1: "mentions" should be objects, found 3'),
      expect.stringContaining('line 2: "text" should be a text'),
      expect.stringContaining('line 3: "mentions" should be a list, found null'),
    ]);
  });

  it("writes what it is named after", async () => {
    const pieces: string[] = [];
    const text = "😀 Lyon";
    const mentions = [{ start: 3, end: 7, entity: "Q456", sameAs: ["Lyon"], label: "LOC" }];
    for await (const piece of benchFormat.write?.([{ id: "1", text, mentions }]) ?? [])
      pieces.push(piece.text);
    expect(JSON.parse(pieces.join(""))).toEqual({
      id: "1",
      text,
      mentions: [{ start: 2, end: 6, qid: "Q456", label: "Lyon", ner: "LOC" }],
    });
  });
});
