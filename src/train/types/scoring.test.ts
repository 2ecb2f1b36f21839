import fc from "fast-check";
import { expect, it } from "vitest";
import { NOT_KNOWN } from "./labels.js";
import { TypeScore } from "./scoring.js";

/** Probabilities by which a class is the likeliest. */
const sure = (answer: number, classes: number) =>
  Float32Array.from({ length: classes }, (_, i) => (i === answer ? 0.9 : 0.1 / (classes - 1)));

/** Judges pairs of a label and an answer on one axis of three classes. */
function scoreOf(pairs: readonly (readonly [label: number, answer: number])[]): TypeScore {
  const score = new TypeScore([3]);
  for (const [label, answer] of pairs) score.add([label], [sure(answer, 3)]);
  return score;
}

it("counts classes, but neither what is other nor what is not known", () => {
  const { all } = scoreOf([
    [1, 1],
    [1, 2],
    [2, 2],
    [0, 0],
    [0, 1],
    [NOT_KNOWN, 2],
  ]);
  // Of class 1: one of two right, two answered. Of class 2: one of one right, two answered.
  expect(all.micro).toBeCloseTo((2 * 2) / (4 + 3));
  expect(all.macro).toBeCloseTo((2 / 4 + 2 / 3) / 2);
  expect(all.accuracy).toBeCloseTo(3 / 5);
});

it("leaves classes out of the mean that nothing had to do with, and gives 0 where there is nothing", () => {
  expect(scoreOf([[1, 1]]).all).toEqual({ micro: 1, macro: 1, accuracy: 1 });
  expect(scoreOf([]).all).toEqual({ micro: 0, macro: 0, accuracy: 0 });
});

it("tells axes apart, and takes them together", () => {
  const score = new TypeScore([2, 3]);
  score.add([1, 2], [sure(1, 2), sure(1, 3)]);
  score.add([1, 0], [sure(1, 2), sure(0, 3)]);
  expect(score.of(0)).toEqual({ micro: 1, macro: 1, accuracy: 1 });
  expect(score.of(1)).toEqual({ micro: 0, macro: 0, accuracy: 0.5 });
  expect(score.all.micro).toBeCloseTo((2 * 2) / (3 + 3));
  expect(score.all.accuracy).toBe(3 / 4);
});

it("is the accuracy where every mention has a class and an answer", () => {
  const pair = fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }));
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
      const { micro, accuracy } = scoreOf(pairs).all;
      expect(micro).toBeCloseTo(accuracy);
    }),
  );
});
