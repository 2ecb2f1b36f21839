import { describe, expect, it } from "vitest";
import { answer, gold, judged } from "./judged-samples.contract.js";
import { measureTiming, percentile } from "./timing.js";

describe("percentile", () => {
  it("is the value that the share of the weight does not exceed", () => {
    const ones = [5, 1, 4, 2, 3].map((value) => ({ value, weight: 1 }));
    expect([0, 0.2, 0.21, 0.5, 0.99, 1].map((share) => percentile(ones, share))).toEqual([1, 1, 2, 3, 5, 5]);
    expect(
      percentile(
        [
          { value: 8, weight: 1 },
          { value: 2, weight: 9 },
        ],
        0.9,
      ),
    ).toBe(2);
    expect(
      percentile(
        [
          { value: 8, weight: 1 },
          { value: 2, weight: 9 },
        ],
        0.91,
      ),
    ).toBe(8);
    expect(percentile([{ value: 8, weight: 0 }], 0.5)).toBeUndefined();
  });
});

describe("measureTiming", () => {
  it("divides a document's time by what was decided in it", () => {
    // 10 ms for five decisions: 2 ms each. 8 ms for one: 8 ms. 3 ms for none. The median of six mentions is 2.
    const many = judged({
      gold: [gold(0, 5, "A"), gold(10, 15, "B")],
      given: [answer(0, 5, "A"), null],
      found: [answer(0, 5, "A"), answer(6, 8, null), answer(10, 15, "B")],
      milliseconds: 10,
    });
    const one = judged({ found: [answer(0, 5, "A")], milliseconds: 8 });
    const none = judged({ found: [], milliseconds: 3 });
    const untimed = judged({ found: [answer(0, 5, "A")] });
    expect(measureTiming([one, many, none, untimed])).toEqual({
      documentMs: 7,
      mentionP50Ms: 2,
      mentionP99Ms: 8,
    });
  });

  it("is undefined where nothing was timed", () => {
    expect(measureTiming([judged({ found: [answer(0, 5, "A")] })])).toBeUndefined();
    expect(measureTiming([judged({ found: [], milliseconds: 3 })])).toBeUndefined();
  });
});
