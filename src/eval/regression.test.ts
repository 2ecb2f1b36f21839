import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { evaluate } from "./evaluate.js";
import { checkComparable, drops } from "./regression.js";
import type { Evaluation } from "./result.js";
import { DOCUMENTS, datasetOf, oracle, smallKb } from "./small-kb.contract.js";

let kb: KnowledgeBase;
let perfect: Evaluation;
beforeAll(async () => {
  kb = await smallKb();
  perfect = await run();
});

async function run(options: Parameters<typeof evaluate>[3] = {}, documents = DOCUMENTS): Promise<Evaluation> {
  return (await evaluate(kb, [datasetOf(documents)], [oracle(kb, documents)], options)).evaluation;
}

/** The same result with other headlines. */
const having = (overall: Evaluation["overall"]): Evaluation => ({
  ...perfect,
  overall: { ...perfect.overall, ...overall },
});

describe("drops", () => {
  it("are none of a run against itself", () => {
    expect(drops(perfect, perfect, 0)).toEqual([]);
  });

  it("are what is worse by more than is allowed", () => {
    const now = having({ inKbAccuracy: 0.994, accuracy: 0.996 });
    expect(drops(perfect, now, 0.5)).toEqual([{ headline: "inKbAccuracy", before: 1, now: 0.994 }]);
    expect(drops(perfect, now, 0.6)).toEqual([]);
    expect(drops(perfect, now, 0).map(({ headline }) => headline)).toEqual(["inKbAccuracy", "accuracy"]);
    expect(drops(now, perfect, 0)).toEqual([]);
  });

  it("takes exactly what is allowed for allowed", () => {
    expect(drops(having({ accuracy: 0.7 }), having({ accuracy: 0.695 }), 0.5)).toEqual([]);
  });

  it("knows that less of the calibration error is better", () => {
    expect(drops(having({ ece: 0.05 }), having({ ece: 0.06 }), 0.5)).toEqual([
      { headline: "ece", before: 0.05, now: 0.06 },
    ]);
    expect(drops(having({ ece: 0.06 }), having({ ece: 0.05 }), 0)).toEqual([]);
  });

  it("looks at the recall of the longest list of up to 30, and at scores end to end", () => {
    const strict = { precision: 1, recall: 0.5, f1: 0.5, tp: 3, fp: 0, fn: 3 };
    const candidateRecall = { ...perfect.overall.candidateRecall, "12": 0.1, "30": 0.9, "64": 0.1 };
    expect(drops(perfect, having({ strict, candidateRecall }), 0.5).map(({ headline }) => headline)).toEqual([
      "candidateRecall.30",
      "strict.f1",
    ]);
  });

  it("are not to be known of a run without a headline", () => {
    expect(() => drops({ ...perfect, overall: {} }, perfect, 0.5)).toThrow(
      "The baseline: expected a number to compare with, found none.",
    );
  });

  it("counts a headline that is not there any more, and none that was not there before", () => {
    const without = having({ inKbAccuracy: null });
    expect(drops(perfect, without, 100)).toEqual([{ headline: "inKbAccuracy", before: 1, now: null }]);
    expect(drops(without, perfect, 0)).toEqual([]);
  });

  it("are fewer the more is allowed", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, (before, now, some, more) => {
        const [less, most] = [100 * Math.min(some, more), 100 * Math.max(some, more)];
        const [old, other] = [having({ accuracy: before }), having({ accuracy: now })];
        expect(drops(old, other, less).length).toBeGreaterThanOrEqual(drops(old, other, most).length);
        expect(drops(old, other, 0).length === 0 || drops(other, old, 0).length === 0).toBe(true);
      }),
    );
  });
});

describe("checkComparable", () => {
  it("takes runs of other linkers and other KBs", () => {
    expect(() =>
      checkComparable(perfect, { ...perfect, linker: "x", kb: { ...perfect.kb, name: "y" } }),
    ).not.toThrow();
  });

  it("says what differs in the data", async () => {
    const fewer = await run({}, DOCUMENTS.slice(0, 2));
    expect(() => drops(perfect, fewer, 1)).toThrow(
      "Data set small: expected 3 documents with 7 mentions, found 2 documents with 5 mentions.",
    );
    const { small } = perfect.datasets;
    expect(() => checkComparable(perfect, { ...perfect, datasets: { other: small as never } })).toThrow(
      "The data sets: expected small, found other.",
    );
  });

  it("says what differs in the options", async () => {
    const gold = await run({ mode: "gold" });
    expect(() => checkComparable(perfect, gold)).toThrow('Option "mode": expected both, found gold.');
    const cheap = await run({ settings: { budget: "prior" } });
    expect(() => checkComparable(perfect, cheap)).toThrow('Option "budget": expected nothing, found prior.');
    const short = await run({ ks: [1, 30] });
    expect(() => checkComparable(short, perfect)).toThrow(
      'Option "ks": expected [1,30], found [1,5,10,12,30,64,100].',
    );
  });
});
