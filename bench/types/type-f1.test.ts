import { expect, it } from "vitest";
import { type Answer, answersOf, crossFitted, f1At, HALF } from "./type-f1.js";

const about = { half: "even", isNew: false } as const;

it("answers the likeliest class, where something is known of the entity", () => {
  const [answer, ...others] = answersOf({ ...about, labels: [2, undefined] }, [[0.5, 0.1, 0.4], [1]]);
  expect(others).toEqual([]);
  expect(answer).toMatchObject({ axis: 0, isRight: true, isWanted: true, probability: 0.4, other: 0.5 });
});

it("counts a class that is given wrongly, and one that is not given", () => {
  const answers = [
    ...answersOf({ ...about, labels: [1] }, [[0.1, 0.9]]),
    ...answersOf({ ...about, labels: [1] }, [[0.9, 0.1]]),
    ...answersOf({ ...about, labels: [0] }, [[0.1, 0.9]]),
    ...answersOf({ ...about, labels: [0] }, [[0.9, 0.1]]),
  ];
  // One of two is found, one of two is right.
  expect(f1At(answers)).toBe(0.5);
  expect(f1At([])).toBeNaN();
});

it("takes the threshold of each half of the pages from the other", () => {
  const told = (label: number, probability: number, half: Answer["half"]) =>
    answersOf({ ...about, half, labels: [label] }, [[1 - probability, probability]]);
  const low = HALF.flatMap((half) => [...told(1, 0.3, half), ...told(0, 0.1, half)]);
  expect(f1At(low)).toBe(0);
  expect(crossFitted(low)).toBe(1);
  // A threshold that suits one half alone does not count for it.
  const apart = [...told(1, 0.3, "even"), ...told(0, 0.1, "even"), ...told(0, 0.9, "odd")];
  expect(crossFitted(apart)).toBeLessThan(1);
});
