import { describe, expect, it } from "vitest";
import { random } from "../../random.js";
import { type FeatureRows, SoftmaxRegression } from "./softmax-regression.js";

const CLASSES = 3;
const NOISE = 40;

/** Rows with one feature that tells the class in four of five cases, and two that tell nothing. */
function rows(count: number): { features: FeatureRows; classOf: Uint8Array } {
  const next = random(7);
  const starts = Uint32Array.from({ length: count + 1 }, (_, i) => 3 * i);
  const places = new Uint32Array(3 * count);
  const classOf = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const telling = next() % CLASSES;
    classOf[i] = next() % 5 === 0 ? next() % CLASSES : telling;
    places.set([telling, CLASSES + (next() % NOISE), CLASSES + (next() % NOISE)], 3 * i);
  }
  return { features: { starts, places }, classOf };
}

const COUNT = 4000;
const { features, classOf } = rows(COUNT);
const all = Uint32Array.from({ length: COUNT }, (_, i) => i);
const [learnt, kept] = [all.subarray(0, 3000), all.subarray(3000)];

function trained(): SoftmaxRegression {
  const model = new SoftmaxRegression(CLASSES + NOISE, CLASSES);
  model.train(features, learnt, classOf, 1);
  return model;
}

describe("SoftmaxRegression", () => {
  it("knows nothing before it has learnt", () => {
    const chances = new SoftmaxRegression(CLASSES + NOISE, CLASSES).predict(features, 0);
    expect([...chances]).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  it("finds the feature that tells", () => {
    const model = trained();
    const right = kept.filter((row) => {
      const chances = model.predict(features, row);
      return chances.indexOf(Math.max(...chances)) === classOf[row];
    }).length;
    // Four of five, and a third of the rest.
    expect(right / kept.length).toBeGreaterThan(0.83);
    expect(right / kept.length).toBeLessThan(0.91);
  });

  it("is as sure as it is right, on rows that it did not learn", () => {
    const model = trained();
    model.calibrate(features, kept, classOf);
    let sure = 0;
    let right = 0;
    for (const row of kept) {
      const chances = model.predict(features, row);
      const most = Math.max(...chances);
      expect(chances.reduce((sum, chance) => sum + chance)).toBeCloseTo(1, 9);
      sure += most;
      right += Number(chances.indexOf(most) === classOf[row]);
    }
    expect(sure / kept.length).toBeCloseTo(right / kept.length, 1);
  });

  it("learns the same from the same", () => {
    const [one, other] = [trained(), trained()];
    for (const row of kept.subarray(0, 50))
      expect([...one.predict(features, row)]).toEqual([...other.predict(features, row)]);
  });
});
