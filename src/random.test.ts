import { describe, expect, it } from "vitest";
import { random } from "./random.js";

const draw = (seed: number, count: number): number[] => {
  const next = random(seed);
  return Array.from({ length: count }, next);
};

describe("random", () => {
  it("is the generator it says it is", () => {
    // The same steps with integers of any size, as the paper has them.
    const word = (1n << 32n) - 1n;
    const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & word;
    let state = [7n, 0x9e3779b9n, 0x243f6a88n, 0xb7e15162n];
    const step = (): number => {
      let [s0, s1, s2, s3] = state as [bigint, bigint, bigint, bigint];
      const result = (rotate((s1 * 5n) & word, 7n) * 9n) & word;
      const t = (s1 << 9n) & word;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= t;
      s3 = rotate(s3, 11n);
      state = [s0, s1, s2, s3];
      return Number(result);
    };
    const all = Array.from({ length: 132 }, step);
    expect(draw(7, 100)).toEqual(all.slice(32));
  });

  it("fills its range evenly, and differs by seed", () => {
    const numbers = draw(1, 32_000);
    const bins = new Array<number>(16).fill(0);
    for (const number of numbers) {
      const bin = Math.floor(number / 2 ** 28);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    // 2,000 expected a bin, standard deviation 43.
    for (const bin of bins) expect(Math.abs(bin - 2000)).toBeLessThan(200);
    for (let bit = 0; bit < 32; bit++) {
      const ones = numbers.filter((number) => (number >>> bit) & 1).length;
      expect(Math.abs(ones - 16_000)).toBeLessThan(450); // five standard deviations
    }
    expect(draw(2, 5)).not.toEqual(draw(1, 5));
  });
});
