import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "../dataset.js";
import { bootlegFormat } from "./bootleg.js";
import { formatContract, readAll } from "./format.contract.js";

formatContract(bootlegFormat, { entities: "qids" });

const folder = mkdtempSync(join(tmpdir(), "namesake-bootleg-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(...records: unknown[]) {
  const path = join(folder, "a.jsonl");
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return readAll(bootlegFormat, path);
}

async function written(...documents: GoldDocument[]) {
  const lines: unknown[] = [];
  for await (const { text } of bootlegFormat.write?.(documents) ?? []) lines.push(JSON.parse(text));
  return lines;
}

const sentence = "😀 The tram to Paris ,  Texas left Lyon .";
const line = {
  sentence,
  sent_idx_unq: 17,
  aliases: ["paris texas", "lyon"],
  qids: ["Q830149", "Q456"],
  spans: [
    [4, 7],
    [8, 9],
  ],
  gold: [true, true],
  parent_title: "Trams",
};

describe("bootlegFormat", () => {
  it("reads spans in words", async () => {
    const { documents, problems } = await read(line);
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "17",
        text: sentence,
        title: "Trams",
        mentions: [
          { start: 15, end: 29, entity: "Q830149" },
          { start: 35, end: 39, entity: "Q456" },
        ],
      },
    ]);
    expect(sentence.slice(15, 29)).toBe("Paris ,  Texas");
    const old = { ...line, spans: ["4:7", "8:9"], gold: undefined, anchor: [true, true] };
    expect((await read(old)).documents).toEqual(documents);
  });

  it("prefers spans in characters, which are code points", async () => {
    const { documents } = await read({
      ...line,
      char_spans: [
        [14, 19],
        [34, 38],
      ],
    });
    expect(documents[0]?.mentions.map(({ start, end }) => sentence.slice(start, end))).toEqual([
      "Paris",
      "Lyon",
    ]);
  });

  it("has slices by probability, NIL, candidates, and ignores weak labels", async () => {
    const { documents } = await read(
      { ...line, slices: { tail: { "0": 0.6, "1": 0.5 }, all: { "0": 1, "1": 1, "9": 1 } } },
      { ...line, sent_idx_unq: 18, gold: [false, true], qids: ["Q1", "Q-1"] },
      { ...line, sent_idx_unq: 19, gold: [false, false] },
      { ...line, sent_idx_unq: 20, gold: undefined, cands: [["Q1", "-1", "Q2"], []] },
    );
    expect(documents.map(({ mentions, ignore }) => ({ mentions, ignore }))).toEqual([
      {
        mentions: [
          expect.objectContaining({ slices: ["all", "tail"] }),
          expect.objectContaining({ slices: ["all"] }),
        ],
        ignore: undefined,
      },
      { mentions: [{ start: 35, end: 39, entity: null }], ignore: [{ start: 15, end: 29 }] },
      { mentions: [expect.anything(), expect.anything()], ignore: undefined },
      {
        mentions: [
          expect.objectContaining({ candidates: ["Q1", "Q2"] }),
          { start: 35, end: 39, entity: "Q456" },
        ],
        ignore: undefined,
      },
    ]);
  });

  const dump = {
    ...line,
    qids: ["Q2", "NC"],
    probs: [0.75, 0.5],
    cands: [
      ["NC", "Q1", "Q2", "-1"],
      ["NC", "Q456", "-1", "-1"],
    ],
    cand_probs: [
      [0.05, 0.2, 0.75, 0],
      [0.5, 0.5, 0, 0],
    ],
    entity_ids: [2, 0],
  };

  it("takes what Bootleg chose for predictions", async () => {
    const { documents, problems } = await read(dump);
    expect(problems).toEqual([]);
    expect(documents).toMatchObject([
      {
        id: "17",
        mentions: [],
        predictions: [
          {
            start: 15,
            end: 29,
            entity: "Q2",
            confidence: 0.75,
            candidates: [
              { entity: "Q2", probability: 0.75 },
              { entity: "Q1", probability: 0.2 },
            ],
          },
          {
            start: 35,
            end: 39,
            entity: null,
            confidence: 0.5,
            candidates: [{ entity: "Q456", probability: 0.5 }],
          },
        ],
      },
    ]);
  });

  it("writes predictions as Bootleg does, where there are no gold mentions", async () => {
    const { documents } = await read(dump);
    const path = join(folder, "dump.jsonl");
    writeFileSync(path, `${JSON.stringify((await written(...documents))[0])}\n`);
    expect((await readAll(bootlegFormat, path)).documents).toEqual(documents);
    const gold = { start: 2, end: 5, entity: "Q1" };
    const [both] = await written({ ...(documents[0] as GoldDocument), mentions: [gold] });
    expect(both).not.toHaveProperty("probs");
  });

  it("writes QIDs, lower-cased aliases and numbered sentences", async () => {
    const mentions = [
      { start: 3, end: 7, entity: "Lyon", sameAs: ["x", "Q456"] },
      { start: 3, end: 7, entity: "drug_17" },
    ];
    expect(
      await written({ id: "0", text: "", mentions: [] }, { id: "b", text: "😀 Lyon", mentions, title: "T" }),
    ).toEqual([
      { sentence: "", sent_idx_unq: 0, aliases: [], char_spans: [], qids: [], gold: [] },
      {
        sentence: "😀 Lyon",
        sent_idx_unq: 1,
        id: "b",
        aliases: ["lyon", "lyon"],
        char_spans: [
          [2, 6],
          [2, 6],
        ],
        qids: ["Q456", "drug_17"],
        gold: [true, true],
        parent_title: "T",
      },
    ]);
  });

  it.each<[string, object, string | undefined, number[]]>([
    ["no text", { sentence: 7 }, "sentence", [2]],
    ["no spans", { spans: undefined }, "spans", [2]],
    ["no ids", { qids: undefined }, "qids", [2]],
    ["too few ids", { qids: ["Q1"] }, "qids", [2]],
    ["too few marks of gold", { gold: [true] }, "gold", [2]],
    ["a slice without members", { slices: { a: 7 } }, "slices.a", [2]],
    ["probabilities that are none", { ...dump, probs: [1, "x"] }, "probs", [2]],
    ["probabilities beyond 1", { ...dump, probs: [0.5, 1.5] }, "probs", [2]],
    ["a span that is none", { spans: [[4, 7], 8] }, "spans", [1, 2]],
    ["a word beyond the last", { spans: [...line.spans.slice(0, 1), [8, 99]] }, undefined, [1, 2]],
    ["a span of no words", { spans: [...line.spans.slice(0, 1), [8, 8]] }, undefined, [1, 2]],
    [
      "a character beyond the last",
      {
        char_spans: [
          [15, 20],
          [35, 99],
        ],
      },
      undefined,
      [1, 2],
    ],
  ])("reports %s and goes on", async (_, fields, field, mentions) => {
    const { documents, problems } = await read({ ...line, ...fields }, { ...line, sent_idx_unq: 18 });
    expect(problems.map(({ details }) => ("field" in details ? details.field : undefined))).toEqual([field]);
    expect(problems[0]?.details.where).toBe("a.jsonl, line 1");
    expect(documents.map((one) => one.mentions.length)).toEqual(mentions);
  });
});
