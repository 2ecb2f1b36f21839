import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DotKernel, dotKernel, largestDigit, plainKernel, simdKernel } from "./dot-kernel.js";

const kinds: [string, (dimensions: number) => DotKernel][] = [
  ["simd", (dimensions) => simdKernel(dimensions) as DotKernel],
  ["plain", plainKernel],
  ["fastest", dotKernel],
];

/** By definition, in numbers that no sum of these is too great for. */
function expectedDots(rows: Int8Array, query: Int16Array): number[] {
  return Array.from({ length: rows.length / query.length }, (_, row) =>
    query.reduce((sum, value, i) => sum + value * (rows[row * query.length + i] as number), 0),
  );
}

const problem = fc.integer({ min: 1, max: 70 }).chain((dimensions) => {
  const limit = largestDigit(dimensions);
  return fc.record({
    query: fc.int16Array({ min: -limit, max: limit, minLength: dimensions, maxLength: dimensions }),
    rows: fc
      .integer({ min: 1, max: 9 })
      .chain((count) => fc.int8Array({ minLength: count * dimensions, maxLength: count * dimensions })),
  });
});

describe.each(kinds)("the %s kernel", (_, kernelOf) => {
  it("multiplies rows and query exactly", () => {
    fc.assert(
      fc.property(problem, ({ query, rows }) => {
        const kernel = kernelOf(query.length);
        kernel.setQuery(query);
        const expected = expectedDots(rows, query);
        expect([...kernel.dots(rows).subarray(0, expected.length)]).toEqual(expected);
      }),
    );
  });

  it.each([1, 16, 255, 256, 768, 4097, 70_000])(
    "has room for the largest numbers of %i dimensions",
    (dimensions) => {
      const kernel = kernelOf(dimensions);
      const limit = largestDigit(dimensions);
      expect(limit).toBeGreaterThan(200);
      const count = kernel.blockRows;
      const rows = new Int8Array(count * dimensions).fill(-128);
      for (const digit of [limit, -limit]) {
        kernel.setQuery(new Int16Array(dimensions).fill(digit));
        const dots = kernel.dots(rows);
        expect([dots[0], dots[count - 1]]).toEqual([-128 * digit * dimensions, -128 * digit * dimensions]);
      }
    },
  );

  it("forgets the query and the rows of before", () => {
    const kernel = kernelOf(3);
    kernel.setQuery(Int16Array.of(9, 9, 9));
    kernel.dots(Int8Array.of(1, 2, 3, 4, 5, 6));
    kernel.setQuery(Int16Array.of(1, 10, 100));
    expect(kernel.dots(Int8Array.of(3, 2, 1))[0]).toBe(123);
  });
});

it("has the simd kernel where Node runs", () => {
  expect(simdKernel(256)).toBeDefined();
});
