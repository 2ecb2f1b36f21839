import fc from "fast-check";
import { expect, it } from "vitest";
import { random } from "../../random.js";
import { fitScale, lossOf, type ScoredCandidates } from "./scale.js";

const list = (gold: number, ...scores: number[]): ScoredCandidates => ({
  scores: Float32Array.from(scores),
  gold,
});

it("finds the scale by which answers that were drawn from log-odds are such again", () => {
  const next = random(3);
  const fraction = () => next() / 2 ** 32;
  const lists = Array.from({ length: 4000 }, () => {
    const odds = Array.from({ length: 4 }, () => 4 * fraction());
    const powers = odds.map(Math.exp);
    let left = fraction() * powers.reduce((sum, power) => sum + power, 0);
    const gold = powers.findIndex((power) => {
      left -= power;
      return left < 0;
    });
    return list(gold, ...odds.map((one) => one / 5));
  });
  expect(fitScale(lists)).toBeGreaterThan(4.5);
  expect(fitScale(lists)).toBeLessThan(5.5);
});

it("is never worse than another scale", () => {
  const scores = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(1), scores), { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0.02, max: 50, noNaN: true }),
      (drawn, other) => {
        const lists = drawn.map(([gold, scores]) => list(gold, ...scores));
        expect(lossOf(lists, fitScale(lists))).toBeLessThanOrEqual(lossOf(lists, other) * 1.001 + 1e-3);
      },
    ),
  );
});

it("stays finite where all is right, or there is nothing", () => {
  expect(fitScale([])).toBe(1);
  expect(fitScale([list(0, 5, 1)])).toBeGreaterThan(5);
  expect(fitScale([list(0, 5, 1)])).toBeLessThanOrEqual(Math.exp(4));
  expect(fitScale([list(1, 5, 1)])).toBeCloseTo(Math.exp(-4), 3);
});
