import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "../dataset.js";
import { elevantBenchmarkFormat } from "./elevant-benchmark.js";
import { formatContract, readAll } from "./format.contract.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-elevant-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...lines: unknown[]) {
  const path = join(folder, "small.benchmark.jsonl");
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join("\n"));
  const { documents, problems } = await readAll(elevantBenchmarkFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

async function written(...documents: GoldDocument[]): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const { text } of elevantBenchmarkFormat.write?.(documents) ?? []) lines.push(JSON.parse(text));
  return lines;
}

formatContract(elevantBenchmarkFormat, { entities: "qids" });

describe("elevant-benchmark", () => {
  it("reads the own form, offsets in code points", async () => {
    const { documents, problems } = await read({
      id: 7,
      title: "Trams",
      text: "😀 Lyon and Odo Brannt.",
      hyperlinks: [],
      evaluation_span: [0, 6],
      labels: [
        { id: 1, span: [11, 21], entity_id: "Unknown3", name: "Unknown", type: "OTHER" },
        { id: 0, span: [2, 6], entity_id: "Q456", name: "Lyon", type: "Q27096213|Q43229" },
      ],
    });
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "7",
        title: "Trams",
        text: "😀 Lyon and Odo Brannt.",
        evaluationSpan: { start: 0, end: 7 },
        mentions: [
          { start: 3, end: 7, entity: "Q456", sameAs: ["Lyon"], label: "Q27096213|Q43229" },
          { start: 12, end: 22, entity: null },
        ],
      },
    ]);
  });

  it("reads the simple form", async () => {
    const { documents, problems } = await read(
      {
        text: "Ada met Max in Ulm and Bern.",
        labels: [
          { start_char: 0, end_char: 3, entity_reference: "https://en.wikipedia.org/wiki/Ada_Lovelace" },
          { start_char: 8, end_char: 11, entity_reference: "Max Planck" },
          { start_char: 15, end_char: 18, entity_reference: "http://www.wikidata.org/entity/Q3012" },
          { start_char: 23, end_char: 27, entity_reference: "Unknown" },
        ],
      },
      {
        text: "It rains.",
        title: "",
        labels: [{ start_char: 0, end_char: 2, entity_reference: "Q7925", coref: true }],
      },
    );
    expect(problems).toEqual([]);
    expect(documents.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(documents[0]?.mentions.map(({ entity }) => entity)).toEqual([
      "Ada Lovelace",
      "Max Planck",
      "Q3012",
      null,
    ]);
    expect(documents[1]).toEqual({
      id: "2",
      text: "It rains.",
      mentions: [],
      ignore: [{ start: 0, end: 2 }],
    });
  });

  it("keeps parents, and leaves literals and coreference out of account", async () => {
    const text = "He ran two miles from Ulm in Baden to the river on Monday.";
    const { documents, problems } = await read({
      id: 1,
      title: "",
      text,
      labels: [
        { id: 10, span: [0, 2], entity_id: "Q1", name: "Ada", coref: true, type: "OTHER" },
        { id: 11, span: [7, 16], entity_id: "QUANTITY", name: "two miles", type: "QUANTITY" },
        { id: 12, span: [22, 34], entity_id: "Q2", name: "Ulm in Baden", children: [13], type: "OTHER" },
        { id: 13, span: [22, 25], entity_id: "Q3", name: "Ulm", parent: 12, coref: false, type: "OTHER" },
        { id: 14, span: [38, 47], entity_id: "Q4", name: "Danube", desc: true, parent: null, type: "OTHER" },
        { id: 15, span: [51, 57], entity_id: "Q5", name: "Monday", type: "DATETIME|Q6" },
        { id: 16, span: [29, 34], entity_id: "Q7", name: "Baden", parent: 10, optional: true, type: "OTHER" },
      ],
    });
    expect(problems).toEqual([]);
    expect(documents[0]?.ignore).toEqual([
      { start: 0, end: 2 },
      { start: 7, end: 16 },
    ]);
    expect(documents[0]?.mentions).toEqual([
      { start: 22, end: 34, entity: "Q2", sameAs: ["Ulm in Baden"] },
      { start: 22, end: 25, entity: "Q3", sameAs: ["Ulm"], parent: 0 },
      { start: 29, end: 34, entity: "Q7", sameAs: ["Baden"], optional: true },
      { start: 38, end: 47, entity: "Q4", sameAs: ["Danube"], optional: true },
      { start: 51, end: 57, entity: "Q5", sameAs: ["Monday"], label: "DATETIME|Q6", optional: true },
    ]);
  });

  it("reports what is wrong, and reads on", async () => {
    const { documents, problems } = await read(
      {
        id: 1,
        text: "Ulm and Bern.",
        evaluation_span: [0, 99],
        labels: [
          { id: 0, span: [0, 99], entity_id: "Q1" },
          { id: 1, span: [8, 12], entity_id: 5 },
          { id: 2, entity_id: "Q1" },
          { id: 3, span: [0, 3], entity_id: "Q3", parent: 3 },
          { id: 4, span: [8, 12], entity_id: "Q4", parent: 9 },
          "Ulm",
        ],
      },
      { id: 1, text: "Bern.", labels: 5 },
      { id: 2, labels: [] },
    );
    expect(documents.map(({ id }) => id)).toEqual(["1", "1#2"]);
    expect(documents[0]?.mentions).toEqual([
      { start: 0, end: 3, entity: "Q3" },
      { start: 8, end: 12, entity: "Q4" },
    ]);
    expect(documents[0]).not.toHaveProperty("evaluationSpan");
    const where = "small.benchmark.jsonl, line";
    expect(problems).toEqual([
      expect.stringMatching(`^${where} 1: a mention must lie inside the text.* end 99`),
      expect.stringMatching(`^${where} 1: a mention must lie inside the text.* end 99`),
      `${where} 1: "entity_id" should be a text, found 5.`,
      expect.stringMatching(`^${where} 1: "span" should be`),
      `${where} 1: "labels" should be objects, found "Ulm".`,
      `${where} 1: "parent" should be the id of another label, found 3.`,
      `${where} 1: "parent" should be the id of another label, found 9.`,
      `${where} 2: "labels" should be a list, found 5.`,
      expect.stringMatching(`^${where} 2: the id "1"`),
      expect.stringMatching(`^${where} 3: "text" should be a text`),
    ]);
  });

  it("writes integers as ids, QIDs where there are any, and children beside parents", async () => {
    const text = "Ulm in Baden";
    expect(
      await written(
        {
          id: "12",
          text,
          mentions: [
            { start: 0, end: 12, entity: "Ulm (Baden)", sameAs: ["Q3012"] },
            { start: 0, end: 3, entity: "Ulm", parent: 0 },
            { start: 7, end: 12, entity: null },
          ],
        },
        { id: "012", text: "", mentions: [] },
      ),
    ).toEqual([
      {
        id: 12,
        title: "",
        text,
        labels: [
          { id: 0, span: [0, 12], entity_id: "Q3012", name: "Ulm (Baden)", type: "OTHER", children: [1] },
          { id: 1, span: [0, 3], entity_id: "Ulm", name: "Ulm", type: "OTHER", parent: 0 },
          { id: 2, span: [7, 12], entity_id: "Unknown", name: "Unknown", type: "OTHER" },
        ],
      },
      { id: 1, document_id: "012", title: "", text: "", labels: [] },
    ]);
  });

  it("knows either form by its labels", () => {
    const score = (value: unknown) =>
      elevantBenchmarkFormat.detect({ path: "x", head: `${JSON.stringify(value)}\n`, names: [] });
    expect(score({ text: "a", labels: [{ start_char: 0, end_char: 1, entity_reference: "A" }] })).toBe(0.95);
    expect(score({ text: "a", labels: [{ span: [0, 1], entity_id: "A" }] })).toBe(0.95);
    expect(score({ text: "a", labels: [] })).toBe(0.4);
    expect(score({ text: "a", labels: ["PER"] })).toBe(0);
    expect(score({ text: "a", labels: [], entity_mentions: [] })).toBe(0);
    expect(score({ labels: [] })).toBe(0);
  });
});
