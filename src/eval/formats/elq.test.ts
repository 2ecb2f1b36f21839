import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { elqFormat } from "./elq.js";
import { formatContract, readAll } from "./format.contract.js";

formatContract(elqFormat);

const folder = mkdtempSync(join(tmpdir(), "namesake-elq-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(...records: unknown[]) {
  const path = join(folder, "a.jsonl");
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return readAll(elqFormat, path);
}

const question = {
  id: "q-1",
  text: "😀 does a tram of lyon go to paris?",
  mentions: [
    [27, 32],
    [17, 21],
  ],
  tokenized_text_ids: [1, 2, 3],
  label_id: [10, 11],
  wikidata_id: ["Q830149", "Q456"],
  entity: ["Paris, Texas", "Lyon"],
  label: ["A town.", "A city."],
};

describe("elqFormat", () => {
  it("reads mentions in any order, in code points", async () => {
    const { documents, problems } = await read(question);
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "q-1",
        text: question.text,
        mentions: [
          { start: 18, end: 22, entity: "Lyon", sameAs: ["Q456"] },
          { start: 28, end: 33, entity: "Paris, Texas", sameAs: ["Q830149"] },
        ],
      },
    ]);
  });

  it("takes what it has for the entity's name", async () => {
    const mentions = [[0, 4]];
    const { documents } = await read(
      { text: "lyon", mentions, wikidata_id: ["Q456"] },
      { text: "lyon", mentions, label_id: [12], wikidata_id: [null], entity: null },
      { text: "lyon", mentions, entity: ["NIL"], label_id: [-1] },
      { text: "lyon", mentions, entity: [""], label_id: [-1] },
      { id: 17, text: "lyon" },
    );
    expect(documents.map(({ id, mentions }) => [id, mentions.map(({ entity }) => entity)])).toEqual([
      ["1", ["Q456"]],
      ["2", ["12"]],
      ["3", [null]],
      ["4", [null]],
      ["17", []],
    ]);
  });

  it("reports what is wrong and goes on", async () => {
    const { documents, problems } = await read(
      {
        ...question,
        mentions: [
          [17, 21],
          [30, 99],
        ],
      },
      { ...question, id: "q-2", entity: ["Lyon"] },
      { ...question, id: "q-3", mentions: [[17, 21], 7] },
      { id: "q-4", mentions: [] },
    );
    expect(documents.map(({ id, mentions }) => [id, mentions.length])).toEqual([
      ["q-1", 1],
      ["q-3", 1],
    ]);
    expect(problems.map(({ code, details }) => [code, "field" in details ? details.field : ""])).toEqual([
      ["SPAN_INVALID", ""],
      ["RECORD_INVALID", "entity"],
      ["RECORD_INVALID", "mentions"],
      ["RECORD_INVALID", "text"],
    ]);
    expect(problems.every(({ details }) => details.where?.startsWith("a.jsonl, line ") === true)).toBe(true);
  });

  it("writes the lists that ELQ reads", async () => {
    const mention = { start: 8, end: 12, entity: "Lyon", sameAs: ["x", "Q456"] };
    const pieces = elqFormat.write?.([
      { id: "q", text: "😀 near Lyon", mentions: [mention, { ...mention, entity: null }] },
    ]);
    for await (const { text } of pieces ?? [])
      expect(JSON.parse(text)).toEqual({
        id: "q",
        text: "😀 near Lyon",
        mentions: [
          [7, 11],
          [7, 11],
        ],
        label_id: [-1, -1],
        wikidata_id: ["Q456", null],
        entity: ["Lyon", null],
        label: ["unknown", "unknown"],
      });
    expect.assertions(1);
  });
});
