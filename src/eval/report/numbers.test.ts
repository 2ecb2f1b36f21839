import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  count,
  counted,
  decimal,
  duration,
  interval,
  megabytes,
  percent,
  points,
  pValue,
  wilson,
} from "./numbers.js";

describe("numbers", () => {
  it("are written as people read them", () => {
    expect([percent(0.71349), percent(1), percent(null), percent(undefined)]).toEqual([
      "71.3",
      "100.0",
      "–",
      "–",
    ]);
    expect(interval({ low: 0.5, high: 0.61 })).toBe("50.0–61.0");
    expect([points(0.021), points(-0.021), points(-0.0001), points(null)]).toEqual([
      "+2.1",
      "−2.1",
      "0.0",
      "–",
    ]);
    expect([decimal(0.0421), decimal(null)]).toEqual(["0.042", "–"]);
    expect([pValue(0.0312), pValue(0.0001)]).toEqual(["0.031", "< 0.001"]);
    expect([count(12345), counted(1, "document"), counted(2000, "document")]).toEqual([
      "12,345",
      "1 document",
      "2,000 documents",
    ]);
    expect([duration(0.4231), duration(131), duration(2140)]).toEqual(["0.42 ms", "130 ms", "2.1 s"]);
    expect(megabytes(3 * 2 ** 20)).toBe("3 MB");
  });
});

describe("wilson", () => {
  it("is the interval of the textbooks", () => {
    const { low, high } = wilson(0.8, 10);
    expect(low).toBeCloseTo(0.4902, 3);
    expect(high).toBeCloseTo(0.9433, 3);
  });

  it("holds the share and narrows with more mentions", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 1, max: 50 }), (right, more) => {
        const whole = right + more;
        const [few, many] = [wilson(right / whole, whole), wilson(right / whole, 100 * whole)];
        for (const { low, high } of [few, many]) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low - 1e-9).toBeLessThanOrEqual(right / whole);
          expect(high + 1e-9).toBeGreaterThanOrEqual(right / whole);
        }
        expect(many.high - many.low).toBeLessThan(few.high - few.low);
      }),
    );
  });
});
