import { describe, expect, it } from "vitest";
import { softmax } from "../link/decide.js";
import type { Features } from "../link/features.js";
import { evaluateWeights, fitTemperature, fitWeights, type LabelledMention } from "./fit-weights.js";
import { STARTING_WEIGHTS } from "./starting-weights.js";

/** A generator of numbers from 0 to 1, the same every time (Park & Miller 1988). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Mentions whose answers are drawn by a model with these weights. */
function drawn(
  count: number,
  weights: { prior: number; similarity: number; nil: number },
): LabelledMention[] {
  const random = numbers(7);
  return Array.from({ length: count }, () => {
    const candidates: Partial<Features>[] = Array.from({ length: 4 }, () => ({
      prior: -3 * random(),
      similarity: random() - 0.3,
    }));
    const scores = candidates.map(
      ({ prior = 0, similarity = 0 }) => weights.prior * prior + weights.similarity * similarity,
    );
    let left = random();
    const gold = softmax([...scores, weights.nil], 1).findIndex((probability) => {
      left -= probability;
      return left < 0;
    });
    return { candidates, gold: gold === 4 ? -1 : gold };
  });
}

describe("fitting the weights", () => {
  const mentions = drawn(4000, { prior: 1.2, similarity: 5, nil: -1 });

  it("finds the weights that made the data", () => {
    const { features, nil } = fitWeights(mentions, STARTING_WEIGHTS, { ridge: 0 });
    expect(features.prior).toBeCloseTo(1.2, 0);
    expect(features.similarity).toBeGreaterThan(4.5);
    expect(features.similarity).toBeLessThan(5.5);
    expect(nil).toBeGreaterThan(-1.4);
    expect(nil).toBeLessThan(-0.6);
  });

  it("is the same again, and moves nothing that is frozen or never seen", () => {
    const some = mentions.slice(0, 300);
    const fitted = fitWeights(some, STARTING_WEIGHTS, { frozen: ["prior"] });
    expect(fitWeights(some, STARTING_WEIGHTS, { frozen: ["prior"] })).toEqual(fitted);
    expect(fitted.features.prior).toBe(STARTING_WEIGHTS.features.prior);
    expect(fitted.features.role).toBe(STARTING_WEIGHTS.features.role);
  });

  it("stays where it starts under a strong pull", () => {
    const { features } = fitWeights(mentions.slice(0, 300), STARTING_WEIGHTS, { ridge: 1000 });
    expect(features.similarity).toBeCloseTo(STARTING_WEIGHTS.features.similarity, 1);
  });

  it("makes the likelihood better than where it started", () => {
    const fitted = fitWeights(mentions, STARTING_WEIGHTS);
    expect(evaluateWeights(mentions, fitted).logLikelihood).toBeGreaterThan(
      evaluateWeights(mentions, STARTING_WEIGHTS).logLikelihood,
    );
  });

  it("gives scores that are twice too large a temperature of two", () => {
    const { features, nil } = fitWeights(mentions, STARTING_WEIGHTS, { ridge: 0 });
    const loud = {
      features: { ...features, prior: 2 * features.prior, similarity: 2 * features.similarity },
      nil: 2 * nil,
      temperature: 1,
    };
    expect(fitTemperature(mentions, loud).temperature).toBeCloseTo(2, 1);
  });
});

describe("evaluating weights", () => {
  const sure: LabelledMention = { candidates: [{ prior: 0 }, { prior: -20 }], gold: 0 };

  it("knows right from wrong and from NIL", () => {
    const nil: LabelledMention = { candidates: [{ prior: -20 }], gold: -1 };
    expect(evaluateWeights([sure, nil], STARTING_WEIGHTS).accuracy).toBe(1);
    expect(evaluateWeights([{ ...sure, gold: 1 }], STARTING_WEIGHTS).accuracy).toBe(0);
    expect(evaluateWeights([], STARTING_WEIGHTS).accuracy).toBe(0);
  });

  it("finds the error of a confidence that is never right to be that confidence", () => {
    const { calibrationError } = evaluateWeights([{ ...sure, gold: 1 }], STARTING_WEIGHTS);
    expect(calibrationError).toBeGreaterThan(0.95);
    expect(evaluateWeights([sure], STARTING_WEIGHTS).calibrationError).toBeLessThan(0.05);
  });
});
