import { describe, expect, it } from "vitest";
import type { Measured } from "./decide.js";
import { FEATURES, type FeatureName } from "./features.js";
import { hopeful, isUndecided } from "./undecided.js";
import type { LinearModel } from "./weights.js";

const WEIGHTS: LinearModel = {
  features: {
    ...(Object.fromEntries(Object.keys(FEATURES).map((name) => [name, 0])) as Record<FeatureName, number>),
    prior: 1,
  },
  nil: -4,
  temperature: 1,
};
const QUICK: LinearModel = { ...WEIGHTS, shortcuts: { candidates: 12, hopeless: 5, decided: 2.5 } };

const scoring = (...scores: number[]): Measured[] =>
  scores.map((prior, i) => ({ entity: { id: `${i}`, name: `${i}` }, features: { prior } }));

describe("a mention", () => {
  it.each([
    [[0, -2], true, true],
    [[0, -3], false, true],
    [[1, -9], false, false],
    [[-2], true, true],
    [[-1], false, true],
    [[0], false, false],
    [[], false, false],
  ])("of scores %j is undecided: %s where a short lead decides, else %s", (scores, short, long) => {
    expect(isUndecided(scoring(...scores), QUICK)).toBe(short);
    expect(isUndecided(scoring(...scores), WEIGHTS)).toBe(long);
  });
});

describe("a candidate", () => {
  it("is hopeless where it lies too far behind the first", () => {
    expect(hopeful(scoring(0, -4.9, -5.1), QUICK)).toEqual([true, true, false]);
  });

  it("is hopeless where it lies too far behind NIL", () => {
    expect(hopeful(scoring(-8.9, -9.1), QUICK)).toEqual([true, false]);
  });

  it("is never hopeless without shortcuts", () => {
    expect(hopeful(scoring(0, -50), WEIGHTS)).toEqual([true, true]);
  });
});
