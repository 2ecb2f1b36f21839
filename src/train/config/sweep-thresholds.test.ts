import { array, assert, boolean, constantFrom, double, integer, option, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScoredDecision, sweepThreshold, type ThresholdGoal } from "./sweep-thresholds.js";

/** What a threshold keeps, counted plainly. */
function measured(decisions: readonly ScoredDecision[], threshold: number, answers: number) {
  const kept = decisions.filter(({ score }) => score >= threshold);
  const right = kept.filter((decision) => decision.right).length;
  return {
    precision: right / kept.length,
    recall: right / answers,
    f1: (2 * right) / (kept.length + answers),
    kept: kept.length,
    right,
  };
}

const anyScore = constantFrom(0, 0.1, 0.2, 0.5, 0.9).chain((near) =>
  option(double({ noNaN: true, noDefaultInfinity: true }), { nil: near }),
);
const anyDecisions = array(record({ score: anyScore, right: boolean() }), { maxLength: 30 });
const anyGoal = option(
  constantFrom(0, 0.3, 0.5, 2 / 3, 0.9, 1).map((precision) => ({ precision })),
  { nil: "f1" as const },
);

describe("sweeping a threshold", () => {
  it("finds what trying every threshold finds, and lies in the middle", () => {
    assert(
      property(
        anyDecisions,
        anyGoal,
        integer({ min: 0, max: 9 }),
        (decisions, goal: ThresholdGoal, missed) => {
          const answers = decisions.filter(({ right }) => right).length + missed;
          const scores = [...new Set(decisions.map(({ score }) => score))].sort((a, b) => b - a);
          const tried = scores
            .map((score) => ({ score, ...measured(decisions, score, answers) }))
            .filter(({ right, precision }) => right > 0 && (goal === "f1" || precision >= goal.precision));
          const value = ({ f1, recall }: { f1: number; recall: number }) => (goal === "f1" ? f1 : recall);
          const best = tried.find((one) => tried.every((other) => value(other) <= value(one)));
          const found = sweepThreshold(decisions, goal, answers);
          expect(found === undefined).toBe(best === undefined);
          if (found === undefined || best === undefined) return;
          const { threshold, ...measures } = found;
          expect({ ...measures, right: best.right }).toEqual(measured(decisions, threshold, answers));
          expect(measures.kept).toBe(best.kept);
          const below = scores[scores.indexOf(best.score) + 1] ?? best.score;
          expect(threshold === best.score || threshold === below / 2 + best.score / 2).toBe(true);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });

  const decisions = [0.9, 0.8, 0.8, 0.4, 0.2].map((score, i) => ({ score, right: i !== 2 && i !== 4 }));

  it("weighs precision and recall as the goal says", () => {
    expect(sweepThreshold(decisions, "f1")).toMatchObject({ kept: 4, recall: 1, precision: 0.75 });
    expect(sweepThreshold(decisions, "f1")?.threshold).toBeCloseTo(0.3, 12);
    expect(sweepThreshold(decisions, { precision: 1 })?.threshold).toBeCloseTo(0.85, 12);
    expect(sweepThreshold(decisions, { precision: 0.5 }, 6)).toMatchObject({ kept: 4, recall: 0.5 });
  });

  it("takes the lowest score where everything is kept", () => {
    expect(sweepThreshold([{ score: 0.3, right: true }], "f1")).toMatchObject({ threshold: 0.3, f1: 1 });
  });

  it("finds nothing where nothing is right or precise enough", () => {
    expect(sweepThreshold([], "f1")).toBeUndefined();
    expect(sweepThreshold([{ score: 1, right: false }], { precision: 0 })).toBeUndefined();
    expect(
      sweepThreshold(
        [false, true].map((right) => ({ score: 1, right })),
        { precision: 0.6 },
      ),
    ).toBeUndefined();
  });

  it("keeps neighbouring numbers apart", () => {
    const below = 0.5 - 2 ** -54;
    const near = [
      { score: 0.5, right: true },
      { score: below, right: false },
    ];
    expect(sweepThreshold(near, "f1")).toMatchObject({ threshold: 0.5, kept: 1 });
    const far = [1.7e308, -1.7e308].map((score, i) => ({ score, right: i === 0 }));
    expect(sweepThreshold(far, "f1")?.threshold).toBe(0);
  });

  it("refuses what cannot be measured", () => {
    expect(() => sweepThreshold([{ score: Number.NaN, right: true }], "f1")).toThrow(
      'Decision 0: "score" should be a finite number, found NaN.',
    );
    expect(() => sweepThreshold(decisions, { precision: 1.1 })).toThrow("from 0 to 1");
    expect(() => sweepThreshold(decisions, "f1", 2)).toThrow("at least the 3 right decisions");
  });
});
