import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitsHalf, type HalfType, halfBits } from "./half.js";
import { landing } from "./weights/dtypes.js";

/** Every number of 16 bits, by its bits. */
function allOf(type: HalfType): Float32Array {
  const { bytes, numbers } = landing(type, 2 ** 16);
  new Uint16Array(bytes.buffer).forEach((_, i, bits) => {
    bits[i] = i;
  });
  return numbers() as Float32Array;
}

describe.each(["float16", "bfloat16"] as const)("%s", (type) => {
  const all = allOf(type);

  it("gives back the bits of every number that it has", () => {
    const bits = halfBits(all, type);
    for (const [i, value] of all.entries())
      if (Number.isNaN(value)) expect(all[bits[i] as number]).toBeNaN();
      else expect(bits[i]).toBe(i);
  });

  it("rounds to the nearest, of two to the even one", () => {
    const infinity = type === "float16" ? 0x7c00 : 0x7f80;
    const place = fc.integer({ min: 0, max: infinity - 1 });
    fc.assert(
      fc.property(place, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (low, share, negative) => {
        const sign = negative ? -1 : 1;
        const [below, next] = [all[low] as number, all[low + 1] as number];
        // As if there were one more number.
        const above = Number.isFinite(next) ? next : 2 * below - (all[low - 1] as number);
        const value = Math.fround(below + share * (above - below));
        const [down, up] = [value - below, above - value];
        const expected = down < up || (down === up && low % 2 === 0) ? low : low + 1;
        expect(halfBits(Float32Array.of(sign * value), type)[0]).toBe(expected | (negative ? 0x8000 : 0));
        // The last of float32 before 2^128 are rounded to infinity before they get here.
        const fits = expected < infinity || !Number.isFinite(value);
        expect(fitsHalf(Float32Array.of(0, sign * value), type)).toBe(fits);
      }),
      {
        numRuns: 2000,
        examples: [
          [infinity - 1, 0.5, false],
          [infinity - 1, 1, false],
          [0, 0.5, true],
          [1, 0.5, false],
          [0, 1, false],
          [0x3ff, 0.5, false],
        ],
      },
    );
  });
});

describe("fitsHalf", () => {
  it("takes what was infinite before", () => {
    expect(fitsHalf(Float32Array.of(Number.POSITIVE_INFINITY, Number.NaN), "float16")).toBe(true);
    expect(fitsHalf(Float32Array.of(-1e9), "float16")).toBe(false);
    expect(fitsHalf(Float32Array.of(-1e9), "bfloat16")).toBe(true);
  });
});
