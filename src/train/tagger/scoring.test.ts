import { expect, it } from "vitest";
import { NameScore } from "./scoring.js";

const gold = (start: number, label = "PER") => ({ start, end: start + 3, label });
const found = (start: number, probability: number, label = "PER") => ({ ...gold(start, label), probability });

function score(): NameScore {
  const score = new NameScore();
  score.add({ names: [gold(0), gold(10), gold(20, "LOC"), gold(30)], ignored: [{ start: 41, end: 45 }] }, [
    found(0, 0.9),
    found(10, 0.8),
    found(20, 0.7), // of another class
    found(40, 0.6), // on what nobody marked
    found(50, 0.3), // no name
  ]);
  return score;
}

it("counts names of the right span and class", () => {
  expect(score().at(0, true)).toEqual({ precision: 2 / 4, recall: 2 / 4, f1: 2 / 4 });
  expect(score().at(0, false)).toEqual({ precision: 3 / 4, recall: 3 / 4, f1: 3 / 4 });
  expect(score().at(0.75, true)).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3 });
});

it("finds the threshold that is best, with classes or without", () => {
  expect(score().bestThreshold(true)).toBeCloseTo(0.75);
  expect(score().bestThreshold(false)).toBeCloseTo(0.5);
});

it("is halfway to 0 where all that was found is kept", () => {
  const all = new NameScore();
  all.add({ names: [gold(0), gold(10)], ignored: [] }, [found(0, 0.9), found(10, 0.6)]);
  expect(all.bestThreshold(true)).toBeCloseTo(0.3);
});

it("is 0 where nothing is found, or right", () => {
  const nothing = new NameScore();
  nothing.add({ names: [gold(0)], ignored: [] }, []);
  expect(nothing.at(0, true)).toEqual({ precision: 0, recall: 0, f1: 0 });
  expect(nothing.bestThreshold(true)).toBe(0);
  nothing.add({ names: [], ignored: [] }, [found(5, 0.5)]);
  expect(nothing.bestThreshold(true)).toBe(0);
});
