import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { softmax } from "../link/decide.js";
import { TypeEvidence, type TypeWeights } from "../link/types/type-evidence.js";
import { randomFractions } from "../random.js";
import { addSlopes, TypeParameters, termOf } from "./fit-types.js";
import { evaluateWeights, fitWeights, type LabelledMention } from "./fit-weights.js";
import { STARTING_WEIGHTS } from "./starting-weights.js";

const AXES = [
  { name: "told", classes: ["a", "b", "c"] },
  { name: "noise", classes: ["no", "yes"] },
];

/** Mentions whose answers are drawn by the linking equation with these weights; of the second axis a classifier only guesses. */
function drawn(count: number, weights: TypeWeights): LabelledMention[] {
  const next = randomFractions(5);
  return Array.from({ length: count }, () => {
    const first = Array.from({ length: 3 }, () => next() ** 4 + 0.01);
    const sum = first.reduce((total, one) => total + one, 0);
    const noise = next();
    const context = new TypeEvidence(AXES, [first.map((one) => one / sum), [noise, 1 - noise]], weights);
    const classes = Array.from({ length: 5 }, () => [Math.floor(next() * 3), Math.floor(next() * 2)]);
    const candidates = classes.map(() => ({ prior: -2 * next() }));
    const scores = candidates.map(
      ({ prior }, i) => STARTING_WEIGHTS.features.prior * prior + context.of(classes[i] ?? []),
    );
    let left = next();
    const gold = softmax([...scores, -1], 1).findIndex((probability) => {
      left -= probability;
      return left < 0;
    });
    return {
      candidates,
      gold: gold === 5 ? -1 : gold,
      types: {
        axes: AXES.map(({ name }) => name),
        candidates: classes.map((one) => context.factors(one)),
        nil: context.factors([]),
      },
    };
  });
}

describe("slopes of terms", () => {
  it("are those that small steps show, and stay between -1 and 1", () => {
    const factors = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 });
    const logOdds = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(factors, logOdds, (list, all) => {
        const own = Float64Array.from(list);
        const point = all.slice(0, own.length + 1);
        const parameters = new TypeParameters([], undefined);
        const slopes = point.map(() => 0);
        addSlopes(own, parameters.shares(point), 1, slopes, 0);
        for (const [k, slope] of slopes.entries()) {
          const at = (step: number) =>
            termOf(own, parameters.shares(point.map((one, i) => (i === k ? one + step : one))));
          expect(slope).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 4);
          expect(Math.abs(slope)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("fitting types", () => {
  const mentions = drawn(1000, { beta: 0.97, alphas: { told: 0.95, noise: 0.05 } });

  it("finds how much axes count, beside the other weights, and is the same again", () => {
    const fitted = fitWeights(mentions, STARTING_WEIGHTS, { ridge: 0.01, steps: 200 });
    expect(fitted.types?.beta).toBeGreaterThan(0.9);
    expect(fitted.types?.alphas["told"]).toBeGreaterThan(0.8);
    expect(fitted.types?.alphas["noise"]).toBeLessThan(0.3);
    expect(fitted.features.prior).toBeGreaterThan(0.4);
    expect(fitted.nil).toBeGreaterThan(-1.3);
    expect(fitted.nil).toBeLessThan(-0.7);
    expect(fitWeights(mentions, STARTING_WEIGHTS, { ridge: 0.01, steps: 200 })).toEqual(fitted);
    // Under the standard pull too, axes are told apart.
    const { alphas = {} } = fitWeights(mentions, STARTING_WEIGHTS, { steps: 200 }).types ?? {};
    expect((alphas["told"] ?? 0) - (alphas["noise"] ?? 1)).toBeGreaterThan(0.4);
  });

  it("makes known answers likelier than without, and than where it started", () => {
    const fitted = fitWeights(mentions, STARTING_WEIGHTS, { ridge: 1e-3, steps: 150 });
    const untyped = mentions.map(({ candidates, gold }) => ({ candidates, gold }));
    const without = fitWeights(untyped, STARTING_WEIGHTS, { ridge: 1e-3, steps: 150 });
    expect(without.types).toBeUndefined();
    const likely = (of: readonly LabelledMention[], weights: typeof fitted) =>
      evaluateWeights(of, weights).logLikelihood;
    expect(likely(mentions, fitted)).toBeGreaterThan(likely(untyped, without) + 0.05);
    const { types: _, ...unfitted } = fitted;
    expect(likely(mentions, fitted)).toBeGreaterThan(likely(mentions, unfitted));
  });

  it("measures as a linker decides", () => {
    const weights: TypeWeights = { beta: 0.8, alphas: { told: 0.7, noise: 0.2 } };
    const [first] = drawn(1, weights);
    const { gold = 0, candidates = [], types } = first ?? {};
    const scores = candidates.map(
      ({ prior = 0 }, i) =>
        STARTING_WEIGHTS.features.prior * prior +
        termOf(types?.candidates[i] ?? new Float64Array(), [0.8, 0.7, 0.2]) -
        termOf(types?.nil ?? new Float64Array(), [0.8, 0.7, 0.2]),
    );
    const expected = softmax([...scores, STARTING_WEIGHTS.nil], 1);
    const { logLikelihood } = evaluateWeights([first as LabelledMention], {
      ...STARTING_WEIGHTS,
      types: weights,
    });
    expect(logLikelihood).toBeCloseTo(Math.log(expected[gold < 0 ? 5 : gold] ?? 0), 9);
  });

  it("stays where it starts under a strong pull, from whatever it starts with", () => {
    const start = { ...STARTING_WEIGHTS, types: { beta: 0.5, alphas: { told: 1 } } };
    const { types } = fitWeights(mentions.slice(0, 200), start, { ridge: 1000 });
    expect(types?.beta).toBeCloseTo(0.5, 2);
    expect(types?.alphas["told"]).toBeCloseTo(1, 2);
    expect(types?.alphas["noise"]).toBeCloseTo(0.9 / Math.SQRT2, 2);
  });
});
