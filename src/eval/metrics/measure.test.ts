import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../random.js";
import type { JudgedDocument } from "../judged.js";
import { answer, gold, hasCounted, judged, judgedDocument, perfect } from "./judged-samples.contract.js";
import { measure } from "./measure.js";

const OPTIONS = { ks: [1, 30], classOf: () => "LOC" };

const DISAMBIGUATION = ["mentions", "inKb", "accuracy", "mrr", "candidateRecall", "nil"];
const END_TO_END = ["documents", "links", "strict", "weak", "macro", "detection", "foundAccuracy"];
const CALIBRATION = ["brier", "ece", "reliability", "coverage"];

/** As large as a benchmark: 1,000 documents of 25 mentions, nine in ten answered rightly. */
function many(): JudgedDocument[] {
  const next = random(7);
  const share = () => next() / 2 ** 32;
  return Array.from({ length: 1000 }, (_, d) => {
    const mentions = Array.from({ length: 25 }, (_, i) => {
      const entity = `Q${Math.floor(share() * 5000)}`;
      return gold(20 * i, 20 * i + 9, share() < 0.1 ? null : entity, {
        label: ["PER", "LOC", "ORG"][i % 3],
        count: Math.floor(share() ** 4 * 20_000),
        ambiguity: Math.floor(share() * 30),
        ...(i % 5 === 1 ? { start: 20 * i - 20, end: 20 * i - 15, parent: i - 1 } : {}),
      });
    });
    const answers = mentions.map(({ start, end, reference }) => {
      const others = Array.from({ length: 20 }, (_, i) => `Q${i}`);
      return answer(start, end, share() < 0.9 ? reference : "Q1", share(), others);
    });
    return judged({
      id: `d${d}`,
      gold: mentions,
      given: answers,
      generated: answers.map(({ candidates }) => candidates.map(({ id }) => id)),
      found: answers.filter(() => share() < 0.8),
      milliseconds: 10,
    });
  });
}

describe("measure", () => {
  it("joins the parts that were run", () => {
    const mention = { gold: [gold(0, 5, "A")] };
    const parts = (document: JudgedDocument) => {
      const { overall, confusion, timing } = measure([document], OPTIONS);
      const has = (keys: string[]) => keys.every((key) => key in overall);
      return [
        has(DISAMBIGUATION),
        has(END_TO_END),
        has(CALIBRATION),
        confusion !== undefined,
        timing !== undefined,
      ];
    };
    const given = judged({ ...mention, given: [answer(0, 5, "A", 0.9)] });
    expect(parts(given)).toEqual([true, false, true, true, false]);
    expect(parts(judged({ ...mention, found: [answer(0, 5, "A")] }))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(parts(judged({ ...mention, generated: [["A"]] }))).toEqual([true, false, false, false, false]);
    expect(parts({ ...given, found: [], milliseconds: 4 })).toEqual([true, true, true, true, true]);
  });

  it("has nothing to say of nothing", () => {
    expect(measure([], { ...OPTIONS, intervals: true })).toEqual({ overall: { intervals: {} }, slices: {} });
    const { overall, slices } = measure([judged({ given: [], generated: [], found: [] })], OPTIONS);
    expect(overall).toMatchObject({ mentions: 0, accuracy: null, ece: null, candidateRecall: { 1: null } });
    expect(overall.strict?.f1).toBeNull();
    expect(slices).toEqual({});
  });

  it("has intervals where they are asked for, named as their numbers are", () => {
    const document = judged({ gold: [gold(0, 5, "A")], given: [answer(0, 5, "A", 0.9)], generated: [["A"]] });
    const two = [document, { ...document, id: "other", given: [answer(0, 5, "B", 0.6)] }];
    expect(measure(two, OPTIONS).overall.intervals).toBeUndefined();
    const { overall } = measure(two, { ...OPTIONS, intervals: true });
    const reach = (path: string) =>
      path.split(".").reduce((value: unknown, key) => (value as Record<string, unknown>)[key], overall);
    expect(Object.keys(overall.intervals ?? {})).toContain("candidateRecall.30");
    for (const [name, { low, high }] of Object.entries(overall.intervals ?? {})) {
      expect(reach(name)).toBeGreaterThanOrEqual(low);
      expect(reach(name)).toBeLessThanOrEqual(high + 1e-9);
    }
  });

  it("scores 1 when all is right", () => {
    const inKb = judgedDocument
      .filter(hasCounted)
      .filter(({ gold }) => gold.every(({ right, parent }) => right.length > 0 && parent === undefined));
    fc.assert(
      fc.property(inKb, (document) => {
        const { overall, slices } = measure([perfect(document)], OPTIONS);
        const { accuracy, mrr, strict, weak, detection, foundAccuracy, brier, ece, coverage } = overall;
        expect([accuracy, mrr, strict?.f1, weak?.f1, detection?.f1, foundAccuracy]).toEqual([
          1, 1, 1, 1, 1, 1,
        ]);
        expect([brier, ece]).toEqual([0, 0]);
        expect(coverage?.every((one) => one.coverage === 1)).toBe(true);
        for (const group of Object.values(slices).flatMap((groups) => Object.values(groups)))
          expect([group.inKbAccuracy, group.strictRecall, group.candidateRecall["1"]]).toEqual([1, 1, 1]);
      }),
    );
  });

  it("takes less than a second for a large benchmark, intervals and all", () => {
    const documents = many();
    measure(documents.slice(0, 50), { ...OPTIONS, intervals: true });
    const start = process.cpuUsage();
    const { overall } = measure(documents, { ...OPTIONS, intervals: true });
    const { user, system } = process.cpuUsage(start);
    expect(overall.mentions).toBe(25_000);
    expect(Object.keys(overall.intervals ?? {}).length).toBe(7);
    // Some 0.5 s of computing; a processor that is shared may need a few times as long.
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});
