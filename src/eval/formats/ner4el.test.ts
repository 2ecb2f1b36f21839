import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatContract, readAll } from "./format.contract.js";
import { ner4elFormat } from "./ner4el.js";

formatContract(ner4elFormat, { perMention: true, without: ["empty"] });

const folder = mkdtempSync(join(tmpdir(), "namesake-ner4el-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(...records: unknown[]) {
  const path = join(folder, "a.jsonl");
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return readAll(ner4elFormat, path);
}

describe("ner4elFormat", () => {
  it("reads NER4EL, whose contexts are trimmed", async () => {
    const { documents, problems } = await read(
      { left_context: "The tram to", mention: "Lyon", right_context: "stopped", output: "Lyon" },
      { left_context: "", mention: "Odo Brannt", right_context: "waited", output: "NIL" },
    );
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "1",
        text: "The tram to Lyon stopped",
        mentions: [{ start: 12, end: 16, entity: "Lyon" }],
      },
      {
        id: "2",
        text: "Odo Brannt waited",
        mentions: [{ start: 0, end: 10, entity: null }],
      },
    ]);
  });

  it("reads NIL_EL, whose contexts are as they were", async () => {
    const candidate_title = ["Lyon", "Lyonnais"];
    const { documents } = await read({
      left_context: "the pre",
      mention: "lyon",
      right_context: "esque",
      answer: "Lyonnais",
      candidate_title,
    });
    expect(documents).toEqual([
      {
        id: "1",
        text: "the prelyonesque",
        mentions: [{ start: 7, end: 11, entity: "Lyonnais", candidates: candidate_title }],
      },
    ]);
  });

  it("reports what is no record and goes on", async () => {
    const record = { left_context: "", mention: "Lyon", right_context: "", output: "Lyon" };
    const { documents, problems } = await read(
      { ...record, output: 7 },
      { ...record, left_context: null },
      { ...record, candidate_title: [1] },
      record,
    );
    expect(documents).toMatchObject([{ id: "4", text: "Lyon" }]);
    expect(problems.map(({ details }) => details)).toMatchObject([
      { where: "a.jsonl, line 1", field: "output", found: "7" },
      { where: "a.jsonl, line 2", field: "left_context" },
      { where: "a.jsonl, line 3", field: "candidate_title" },
    ]);
  });

  it("leaves KILT to its own format", () => {
    const kilt = {
      id: "1",
      input: "[START_ENT] Lyon [END_ENT]",
      output: [{ answer: "Lyon" }],
      meta: { left_context: "", mention: "Lyon", right_context: "" },
    };
    expect(ner4elFormat.detect({ path: "a", head: `${JSON.stringify(kilt)}\n`, names: [] })).toBe(0);
  });
});
