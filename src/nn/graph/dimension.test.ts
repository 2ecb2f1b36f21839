import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDimensions,
  canonicalDimension,
  type Dimension,
  divideDimension,
  evaluateDimension,
  multiplyDimensions,
  subtractDimensions,
} from "./dimension.js";

const lengths = new Map([
  ["batch", 3],
  ["tokens", 7],
  ["x_1", 11],
]);
const value = (dimension: Dimension | undefined) => evaluateDimension(dimension ?? "none", lengths);

const dimension: fc.Arbitrary<Dimension> = fc
  .array(
    fc.tuple(fc.integer({ min: -9, max: 9 }), fc.array(fc.constantFrom(...lengths.keys()), { maxLength: 3 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((terms) =>
    canonicalDimension(
      terms.map(([n, names]) => `${n < 0 ? "-" : "+"}${[Math.abs(n), ...names].join("*")}`).join(""),
    ),
  )
  .filter((one) => one !== undefined);

describe("dimensions", () => {
  it.each<[Dimension, Dimension | undefined]>([
    [5, 5],
    ["batch", "batch"],
    ["b*2+a*2", "2*a+2*b"],
    ["2 * b * a + 1 + a*b", "3*a*b+1"],
    ["a-a", 0],
    ["3*2", 6],
    ["tokens-1", "tokens-1"],
    ["-1+tokens", "tokens-1"],
    ["1-tokens", "-tokens+1"],
    [1.5, undefined],
    ["", undefined],
    ["a+", undefined],
    ["a**b", undefined],
    ["2a", undefined],
    ["a/b", undefined],
    ["a b*", undefined],
  ])("the canonical form of %j is %j", (written, canonical) => {
    expect(canonicalDimension(written)).toBe(canonical);
  });

  it("calculate as numbers do", () => {
    fc.assert(
      fc.property(dimension, dimension, (a, b) => {
        expect(value(addDimensions(a, b))).toBe((value(a) ?? 0) + (value(b) ?? 0));
        expect(value(subtractDimensions(a, b))).toBe((value(a) ?? 0) - (value(b) ?? 0));
        expect(value(multiplyDimensions(a, b))).toBe((value(a) ?? 0) * (value(b) ?? 0) + 0);
      }),
    );
  });

  it("have one form for each polynomial", () => {
    fc.assert(
      fc.property(dimension, dimension, dimension, (a, b, c) => {
        expect(canonicalDimension(a)).toBe(a);
        expect(multiplyDimensions(a, addDimensions(b, c))).toBe(
          addDimensions(multiplyDimensions(c, a), multiplyDimensions(b, a)),
        );
        expect(subtractDimensions(addDimensions(a, b), b)).toBe(a);
        expect(divideDimension(multiplyDimensions(a, 6), 6)).toBe(a);
      }),
    );
  });

  it("know no minus zero", () => {
    expect(multiplyDimensions(-1, 0)).toBe(0);
    expect(multiplyDimensions("-1", 0)).toBe(0);
    expect(divideDimension(0, -6)).toBe(0);
    expect(subtractDimensions(0, 0)).toBe(0);
  });

  it("divide only where every part is whole", () => {
    expect(divideDimension("4*batch+2", 2)).toBe("2*batch+1");
    expect(divideDimension("4*batch+1", 2)).toBeUndefined();
    expect(divideDimension(7, 2)).toBeUndefined();
  });

  it("have no value while a name is unknown", () => {
    expect(evaluateDimension("batch+other", lengths)).toBeUndefined();
  });
});
