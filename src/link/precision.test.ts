import { expect, it } from "vitest";
import { STARTING_WEIGHTS } from "../train/starting-weights.js";
import { thresholdFor } from "./precision.js";

const WEIGHTS = {
  ...STARTING_WEIGHTS,
  thresholds: [
    [0.8, 0.3],
    [0.9, 0.55],
    [0.95, 0.8],
  ] as const,
};

it("takes the least confidence that was right often enough", () => {
  expect(thresholdFor(0.8, WEIGHTS)).toBe(0.3);
  expect(thresholdFor(0.85, WEIGHTS)).toBe(0.55);
  expect(thresholdFor(0.95, WEIGHTS)).toBe(0.8);
});

it("promises nothing that was not measured", () => {
  expect(() => thresholdFor(0.97, WEIGHTS)).toThrow(/at most 0\.95/);
  expect(() => thresholdFor(0.9, STARTING_WEIGHTS)).toThrow(/a ranker, whose precision was measured/);
});
