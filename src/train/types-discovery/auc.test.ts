import { array, assert, boolean, integer, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderCurve } from "./auc.js";

describe("the area under the curve", () => {
  it("is the share of pairs that are in the right order", () => {
    assert(
      property(array(tuple(integer({ min: 0, max: 6 }), boolean()), { minLength: 2 }), (examples) => {
        const right = examples.flatMap(([, isRight], i) => (isRight ? [i] : []));
        const wrong = examples.flatMap(([, isRight], i) => (isRight ? [] : [i]));
        const score = (i: number) => examples[i]?.[0] as number;
        let wins = 0;
        for (const a of right)
          for (const b of wrong) wins += score(a) > score(b) ? 1 : score(a) === score(b) ? 0.5 : 0;
        const found = areaUnderCurve(
          Float32Array.from(examples, ([one]) => one),
          Uint32Array.from(right),
        );
        if (right.length * wrong.length === 0) expect(found).toBeNaN();
        else expect(found).toBeCloseTo(wins / (right.length * wrong.length), 9);
      }),
    );
  });
});
