import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatContract, readAll } from "./format.contract.js";
import { kiltFormat } from "./kilt.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-kilt-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(...lines: unknown[]) {
  const path = join(folder, "test-kilt.jsonl");
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join("\n"));
  const { documents, problems } = await readAll(kiltFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

const lyon = [{ answer: "Lyon", provenance: [{ title: "Lyon", wikipedia_id: "8638634" }] }];

formatContract(kiltFormat, { perMention: true });

describe("kiltFormat", () => {
  it("takes the marks out of the text", async () => {
    const { documents, problems } = await read(
      {
        id: "a",
        input: "The tram to [START_ENT] Lyon [END_ENT] stopped .",
        output: lyon,
        meta: { left_context: "The tram to", mention: "Lyon", right_context: "stopped ." },
        candidates: ["Lyon", "Lyons, Kansas"],
      },
      { id: 2, input: "[START_ENT]  Lyon[END_ENT]'s (😀)", output: lyon },
      { input: "So ([START_ENT] Lyon [END_ENT])", output: [{ answer: "NIL" }] },
    );
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "a",
        text: "The tram to Lyon stopped .",
        mentions: [{ start: 12, end: 16, entity: "Lyon", candidates: ["Lyon", "Lyons, Kansas"] }],
      },
      { id: "2", text: "Lyon's (😀)", mentions: [{ start: 0, end: 4, entity: "Lyon" }] },
      { id: "3", text: "So (Lyon)", mentions: [{ start: 4, end: 8, entity: null }] },
    ]);
  });

  it("joins the contexts where there are no marks", async () => {
    const { documents, problems } = await read({
      id: "a",
      input: "In which town did the tram stop?",
      output: lyon,
      meta: { left_context: "The tram to", mention: "Lyon", right_context: ", late." },
    });
    expect(problems).toEqual([]);
    expect(documents[0]).toMatchObject({
      text: "The tram to Lyon, late.",
      mentions: [{ start: 12, end: 16 }],
    });
  });

  it("takes further answers for right as well, and titles of the pages for other names", async () => {
    const { documents } = await read({
      input: "[START_ENT] Lyon [END_ENT]",
      output: [
        { answer: "Lyon (city)", provenance: [{ title: "https://en.wikipedia.org/wiki/Lyon" }, {}] },
        { provenance: [{ title: "Lyon, Mississippi" }] },
        { answer: "Lyon (city)" },
        { meta: {} },
      ],
    });
    expect(documents[0]?.mentions).toEqual([
      { start: 0, end: 4, entity: "Lyon (city)", sameAs: ["Lyon"], others: ["Lyon, Mississippi"] },
    ]);
  });

  it("leaves out and reports lines without a mention or an answer", async () => {
    const input = "[START_ENT] Lyon [END_ENT]";
    const { documents, problems } = await read(
      { id: "a", input: "Who was first?", output: lyon },
      { id: "b", input },
      { id: "c", input, output: [] },
      { id: "d", input: "An [START_ENT]  [END_ENT]", output: lyon },
      { id: "e", input: "none", meta: { mention: "Lyon" }, output: lyon },
      { id: "f", input, output: lyon, candidates: "Lyon" },
    );
    expect(documents).toEqual([{ id: "f", text: "Lyon", mentions: [{ start: 0, end: 4, entity: "Lyon" }] }]);
    expect(problems.map((message) => message.replace(/ should be .*/, ""))).toEqual([
      'test-kilt.jsonl, line 1: "input"',
      'test-kilt.jsonl, line 2: "output"',
      'test-kilt.jsonl, line 3: "output"',
      'test-kilt.jsonl, line 4: "input"',
      'test-kilt.jsonl, line 5: "left_context"',
      'test-kilt.jsonl, line 6: "candidates"',
    ]);
  });

  it("marks the mention as GENRE's tools look for it", async () => {
    const pieces: string[] = [];
    const text = "The tram to Lyon stopped.";
    const mentions = [{ start: 12, end: 16, entity: "Lyon", candidates: ["Lyon"] }];
    for await (const piece of kiltFormat.write?.([{ id: "a", text, mentions }]) ?? [])
      pieces.push(piece.text);
    expect(JSON.parse(pieces.join(""))).toEqual({
      id: "a",
      input: "The tram to [START_ENT] Lyon [END_ENT] stopped.",
      output: [{ answer: "Lyon", provenance: [{ title: "Lyon" }] }],
      meta: { left_context: "The tram to ", mention: "Lyon", right_context: " stopped." },
      candidates: ["Lyon"],
    });
  });

  it("is not the rest of KILT", () => {
    const detect = (value: object) =>
      kiltFormat.detect({ path: "x", names: [], head: `${JSON.stringify(value)}\n` });
    expect(detect({ id: "1", input: "Who was first?", output: [{ answer: "Ada" }] })).toBe(0);
    expect(detect({ id: "1", input: "[START_ENT] Lyon [END_ENT]", output: lyon })).toBeGreaterThan(0.9);
  });
});
