import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mean, score, share, sumCounts } from "./score.js";

describe("score", () => {
  it("divides", () => {
    // P = 3/4, R = 3/5, F1 = 2 · 3/4 · 3/5 / (3/4 + 3/5) = 0.9 / 1.35 = 2/3
    expect(score({ tp: 3, fp: 1, fn: 2 })).toEqual({
      precision: 0.75,
      recall: 0.6,
      f1: 2 / 3,
      tp: 3,
      fp: 1,
      fn: 2,
    });
  });

  it("has nothing to say where nothing is", () => {
    expect(score({ tp: 0, fp: 0, fn: 0 })).toMatchObject({ precision: null, recall: null, f1: null });
    expect(score({ tp: 0, fp: 0, fn: 2 })).toMatchObject({ precision: null, recall: 0, f1: 0 });
    expect(score({ tp: 0, fp: 2, fn: 0 })).toMatchObject({ precision: 0, recall: null, f1: 0 });
  });

  it("has the harmonic mean for F1", () => {
    const count = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(count, count, count, (tp, fp, fn) => {
        const { precision, recall, f1 } = score({ tp, fp, fn });
        const [p, r] = [precision ?? Number.NaN, recall ?? Number.NaN];
        expect(f1).toBeCloseTo((2 * p * r) / (p + r), 12);
      }),
    );
  });
});

describe("sums and means", () => {
  it("add key by key, and leave undefined values out", () => {
    expect(
      sumCounts({ a: 0, b: 0 }, [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ]),
    ).toEqual({ a: 4, b: 6 });
    expect(sumCounts({ a: 0 }, [])).toEqual({ a: 0 });
    expect(mean([1, null, 0.5])).toBe(0.75);
    expect(mean([null])).toBeNull();
    expect(share(0, 0)).toBeNull();
  });
});
