import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatContract, readAll } from "./format.contract.js";
import { namesakeFormat } from "./namesake.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-own-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...lines: unknown[]) {
  const path = join(folder, "own.jsonl");
  writeFileSync(
    path,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  const { documents, problems } = await readAll(namesakeFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

formatContract(namesakeFormat);

describe("namesakeFormat", () => {
  it("needs a text alone", async () => {
    const { documents, problems } = await read({ text: "One." }, "", { id: 7, text: "Two." });
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      { id: "1", text: "One.", mentions: [] },
      { id: "7", text: "Two.", mentions: [] },
    ]);
  });

  it("leaves out mentions that divide a character, and tells odd offsets in few words", async () => {
    const { documents, problems } = await read({
      text: "Lyon 😀",
      mentions: [
        { start: 5, end: 6, entity: "x" },
        { start: 6, end: 7, entity: "x" },
        { start: 5, end: 7, entity: "😀" },
        { start: 0, end: "9".repeat(500), entity: "x" },
      ],
    });
    expect(documents[0]?.mentions).toEqual([{ start: 5, end: 7, entity: "😀" }]);
    expect(problems[0]).toMatch(/"mentions" should be offsets between characters, found 5 to 6, which/);
    expect(problems[1]).toContain("found 6 to 7, which divides");
    expect(problems[2]?.length).toBeLessThan(200);
  });

  it("takes the last of what was corrected more than once, and keeps other documents of one id apart", async () => {
    const one = (text: string) => ({ id: "a", text, mentions: [{ start: 0, end: 4, entity: "Lyon" }] });
    const corrected = (text: string) => ({ ...one(text), corrected: { time: "2026-01-01T00:00:00Z" } });
    const { documents, problems } = await read(
      corrected("Lyon."),
      { ...corrected("Else"), id: "b" },
      corrected("Lyon!"),
    );
    expect(problems).toEqual([]);
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ["b", "Else"],
      ["a", "Lyon!"],
    ]);
    const plain = await read(one("Lyon."), one("Lyon!"));
    expect(plain.documents.map(({ id }) => id)).toEqual(["a", "a#2"]);
    const torn = await read(corrected("Lyon."), JSON.stringify(corrected("Lyon!")).slice(0, 30));
    expect([torn.documents.map(({ text }) => text), torn.problems.length]).toEqual([["Lyon."], 1]);
  });

  it("sorts mentions, and keeps parents by the mentions that are left", async () => {
    const { documents, problems } = await read({
      id: "a",
      text: "Bank of Lyon 😀",
      mentions: [
        { start: 13, end: 20, entity: "x" },
        { start: 8, end: 12, entity: "Lyon", parent: 2 },
        { start: 0, end: 12, entity: null, optional: true },
        { start: 13, end: 15, entity: "😀", parent: 0 },
        { start: 0, end: 4, entity: "" },
        { start: 0, end: 4, entity: "Bank", sameAs: ["Q1", 2] },
        "Lyon",
      ],
    });
    expect(documents[0]?.mentions).toEqual([
      { start: 0, end: 12, entity: null, optional: true },
      { start: 8, end: 12, entity: "Lyon", parent: 0 },
      { start: 13, end: 15, entity: "😀" },
    ]);
    expect(problems).toEqual([
      "own.jsonl, line 1: a mention must lie inside the text: expected 0 <= start < end <= 15 in UTF-16 units, found start 13, end 20.",
      'own.jsonl, line 1: "entity" should be the name of an entity, or null for NIL, found "".',
      'own.jsonl, line 1: "sameAs" should be a list of texts, found ["Q1",2].',
      'own.jsonl, line 1: "mentions" should be objects, found "Lyon".',
      'own.jsonl, line 1: "parent" should be the position or the id of another mention, found 0.',
    ]);
  });

  it("reports what is wrong with a line, and keeps the rest of it", async () => {
    const { documents, problems } = await read(
      {
        id: "a",
        text: "Lyon",
        title: 1,
        world: [],
        ignore: [
          [0, 9],
          [0, 2],
        ],
        evaluationSpan: [0],
        mentions: {},
      },
      { id: "b", mentions: [] },
      "{",
      "[]",
      { id: "a", text: "Paris", ignore: [[0, 2]], evaluationSpan: [1, 5] },
    );
    expect(documents).toEqual([
      { id: "a", text: "Lyon", mentions: [], ignore: [{ start: 0, end: 2 }] },
      {
        id: "a#2",
        text: "Paris",
        mentions: [],
        ignore: [{ start: 0, end: 2 }],
        evaluationSpan: { start: 1, end: 5 },
      },
    ]);
    expect(problems.map((message) => message.replace(/ should be .*/, ""))).toEqual([
      'own.jsonl, line 1: "title"',
      'own.jsonl, line 1: "world"',
      expect.stringContaining("line 1: a mention must lie inside the text"),
      'own.jsonl, line 1: "evaluationSpan"',
      'own.jsonl, line 1: "mentions"',
      'own.jsonl, line 2: "text"',
      'own.jsonl, line 3: "record"',
      'own.jsonl, line 4: "record"',
      expect.stringContaining('line 5: the id "a" was used by an earlier record'),
    ]);
  });

  it("refuses what is no JSON from its first line on", async () => {
    await expect(read("text", { text: "a" })).rejects.toMatchObject({ code: "RECORD_INVALID" });
  });

  it("leaves lines with other keys to other formats", () => {
    const detect = (...values: unknown[]) =>
      namesakeFormat.detect({
        path: "x",
        names: [],
        head: values.map((v) => `${JSON.stringify(v)}\n`).join(""),
      });
    const mention = { start: 0, end: 1, entity: "A" };
    expect(detect({ id: "1", text: "A", mentions: [mention] })).toBeGreaterThan(0.9);
    expect(detect({ id: "1", text: "A" })).toBeLessThan(0.5);
    expect(detect({ id: "1", text: "A", mentions: [{ start: 0, end: 1, title: "A" }] })).toBe(0);
    expect(detect({ id: "1", text: "A", mentions: [[0, 1]] })).toBe(0);
    expect(detect({ id: "1", text: "A" }, { id: "2", text: "A", labels: [] })).toBe(0);
    const long = JSON.stringify({ id: "1", mentions: [mention, mention], text: "A".repeat(99) });
    expect(namesakeFormat.detect({ path: "x", names: [], head: long.slice(0, 130) })).toBeGreaterThan(0.9);
  });
});
