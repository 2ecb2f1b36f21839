import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JudgedDocument, JudgedSet } from "../judged.js";
import { judgedDocument } from "../metrics/judged-samples.contract.js";
import { compareRuns, type Run } from "./compare-runs.js";
import { comparisonHtml } from "./comparison.js";
import { HOSTILE, sampleFacts } from "./sample.contract.js";
import { sampleEvaluation, sampleSets } from "./sample-run.contract.js";

const runOf = (sets: readonly JudgedSet[]): Run => ({ evaluation: sampleEvaluation(sets), sets });
const [prior, namesake] = [runOf(sampleSets(["prior"])), runOf(sampleSets(["namesake"]))];

describe("compareRuns", () => {
  it("tells what got better and what got worse", () => {
    const { before, after, counts, better, worse } = compareRuns(prior, namesake);
    expect([before, after]).toEqual(["prior", "namesake"]);
    const told = (changes: typeof better) =>
      changes.map(({ document, mode, text, gold }) => [document, mode, text, gold?.ids[0] ?? null]);
    expect(told(better).filter(([, mode]) => mode === "given")).toEqual([
      ["cup", "given", "Paris", "paris-fc"],
    ]);
    expect(told(worse).filter(([, mode]) => mode === "given")).toEqual([
      ["lab", "given", "java", "java-language"],
      ["lab", "given", "Java Lane", null],
      [HOSTILE, "given", HOSTILE, null],
    ]);
    expect(counts.find(({ dataset, mode }) => dataset === "news" && mode === "given")).toEqual({
      dataset: "news",
      mode: "given",
      bothRight: 5,
      bothWrong: 1,
      better: 1,
      worse: 2,
      spuriousGone: 0,
      spuriousNew: 0,
    });
  });

  it("has both answers and the surroundings of a mention", () => {
    expect(compareRuns(prior, namesake).better[0]).toEqual({
      dataset: "news",
      document: "cup",
      mode: "given",
      start: 0,
      end: 5,
      text: "Paris",
      context: { left: "", right: " won the cup in extra time, and the streets of Paris were fu" },
      gold: { reference: "Paris FC", ids: ["paris-fc"] },
      before: { outcome: "wrong", entity: "paris", confidence: 0.9 },
      after: { outcome: "right", entity: "paris-fc", confidence: 0.62 },
    });
  });

  it("tells spurious links that came and went", () => {
    const { better, worse } = compareRuns(prior, namesake);
    const spurious = (changes: typeof better) => changes.filter(({ gold }) => gold === null);
    expect(spurious(worse).map(({ text, before, after }) => [text, before.outcome, after.outcome])).toEqual([
      ["streets of Paris", "nothing", "spurious"],
      ["Oslo", "nothing", "spurious"],
    ]);
    expect(spurious(better).map(({ text }) => text)).toEqual(["Jordan"]);
  });

  it("compares the measures, with p where they are headlines", () => {
    const { headlines } = compareRuns(prior, namesake);
    const accuracy = headlines.find(({ name }) => name === "accuracy");
    expect(accuracy?.difference).toBeCloseTo(
      (namesake.evaluation.overall.accuracy ?? 0) - (prior.evaluation.overall.accuracy ?? 0),
    );
    expect(accuracy?.p).toBeGreaterThan(0);
    expect(headlines.find(({ name }) => name === "brier")?.p).toBeNull();
  });

  it("takes linkers by name", () => {
    const both = runOf(sampleSets());
    const { before, after, better } = compareRuns(both, both, { before: "prior" });
    expect([before, after]).toEqual(["prior", "namesake"]);
    expect(better).toEqual(compareRuns(prior, namesake).better);
  });

  it("refuses runs of other data", () => {
    const change = (of: (document: JudgedDocument) => JudgedDocument): Run => ({
      ...namesake,
      sets: namesake.sets.map((set) => ({ ...set, documents: set.documents.map(of) })),
    });
    const other = [
      change((one) => ({ ...one, text: `${one.text} ` })),
      change((one) => ({ ...one, id: `${one.id} again` })),
      change((one) => ({ ...one, gold: one.gold.slice(1), given: one.given?.slice(1) ?? null })),
      change((one) => ({ ...one, gold: one.gold.map((mention) => ({ ...mention, end: mention.end + 1 })) })),
    ];
    for (const run of other)
      expect(() => compareRuns(prior, run)).toThrow(expect.objectContaining({ code: "DATASET_MISMATCH" }));
    expect(() => compareRuns(prior, namesake, { after: "nobody" })).toThrow(/DATASET_MISMATCH|differ/);
  });

  it("sees the other way round what it sees this way", () => {
    const pair = judgedDocument.chain((document) =>
      fc.tuple(
        fc.constant(document),
        // The same gold, other answers.
        judgedDocument.map(({ found }) => ({ ...document, found, given: document.gold.map(() => null) })),
      ),
    );
    fc.assert(
      fc.property(pair, ([one, two]) => {
        const runs = [one, two].map((document) =>
          runOf([{ dataset: "d", linker: "l", documents: [document] }]),
        );
        const [before, after] = runs as [Run, Run];
        const [there, back] = [compareRuns(before, after), compareRuns(after, before)];
        const key = ({ mode, start, end, gold }: (typeof there.better)[number]) =>
          JSON.stringify([mode, start, end, gold === null]);
        expect(there.better.map(key).sort()).toEqual(back.worse.map(key).sort());
        expect(there.worse.map(key).sort()).toEqual(back.better.map(key).sort());
        for (const counts of there.counts)
          expect(there.better.filter(({ mode }) => mode === counts.mode).length).toBe(
            counts.better + counts.spuriousGone,
          );
        const same = compareRuns(before, before);
        expect([...same.better, ...same.worse]).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe("comparisonHtml", () => {
  it("has the differences, the counts and the changes, all as text", () => {
    const page = [...comparisonHtml(prior, namesake, sampleFacts)].join("");
    expect(page).toContain("<h1>namesake against prior</h1>");
    expect(page).toMatch(/In-KB accuracy<\/th><td>[\d.]+<\/td><td>[\d.]+<\/td>/);
    expect(page).not.toContain("<img");
    const [, json] = /json" class="changes">([^<]*)</.exec(page) ?? [];
    expect(JSON.parse(json ?? "").better).toHaveLength(compareRuns(prior, namesake).better.length);
    expect([...comparisonHtml(prior, prior, sampleFacts)].join("")).toContain("<h1>Two runs of prior</h1>");
  });
});
