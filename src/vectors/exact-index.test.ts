import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DotKernel, plainKernel, simdKernel } from "./dot-kernel.js";
import { ExactIndex } from "./exact-index.js";
import { searchExactly } from "./exact-search.js";
import { dotRow, type QuantisedRows, quantiseRows } from "./quantised-rows.js";
import { clusteredVectors, describeVectorIndex } from "./vector-index.contract.js";
import type { Hit } from "./vector-index.js";

describeVectorIndex(
  "ExactIndex",
  async (vectors, rows, dimensions) => new ExactIndex(quantiseRows(vectors, dimensions), rows),
  { minimumRecall: 1 },
);

/** Few different numbers, so that many scores are equal or nearly so. */
const coarse = fc.constantFrom(-128, -127, -1, 0, 1, 2, 127);
const finite = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });

const search = fc.record({ dimensions: fc.integer({ min: 1, max: 20 }), size: fc.nat(60) }).chain((sizes) => {
  const { dimensions, size } = sizes;
  const of = <T>(item: fc.Arbitrary<T>, length: number) =>
    fc.array(item, { minLength: length, maxLength: length });
  return fc.record({
    rows: fc
      .tuple(of(coarse, size * dimensions), of(fc.constantFrom(0.5, 0.0078125, 0.01), size))
      .map(([values, scales]): QuantisedRows => {
        return { dimensions, size, values: Int8Array.from(values), scales: Float32Array.from(scales) };
      }),
    query: of(fc.oneof(finite, fc.constantFrom(0, 1)), dimensions).map((query) => Float32Array.from(query)),
    k: fc.integer({ min: 0, max: 20 }),
    divisor: fc.integer({ min: 1, max: 3 }),
  });
});

/** All rows by definition. */
const allSorted = (rows: QuantisedRows, query: Float32Array): Hit[] =>
  Array.from({ length: rows.size }, (_, row) => ({ row, score: dotRow(rows, row, query) })).sort(
    (a, b) => b.score - a.score || a.row - b.row,
  );

const kernels: [string, (dimensions: number) => DotKernel][] = [
  ["simd", (dimensions) => simdKernel(dimensions) as DotKernel],
  ["plain", plainKernel],
];

describe.each(kernels)("exact search with the %s kernel", (_, kernelOf) => {
  it("is the same as scoring and sorting all rows", () => {
    fc.assert(
      fc.property(search, ({ rows, query, k, divisor }) => {
        const allowed = (row: number) => row % divisor === 0;
        const expected = allSorted(rows, query)
          .filter(({ row }) => allowed(row))
          .slice(0, k);
        const found = searchExactly(rows, undefined, query, k, allowed, kernelOf(query.length));
        expect(found).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("tells rows apart by numbers of the query that are too small for the scan", () => {
    const dimensions = 16;
    // The scan counts in steps of 1000 / 32767: half of these are rounded down to nothing, half of them up to twice as much.
    const query = Float32Array.from({ length: dimensions }, (_, i) => (i % 2 === 0 ? 0.015 : 0.0155));
    query[0] = 1000;
    const vectors = clusteredVectors(5, 200, dimensions, 1);
    for (const vector of vectors) vector[0] = 1;
    const rows = quantiseRows(vectors, dimensions);
    const expected = allSorted(rows, query).slice(0, 5);
    expect(searchExactly(rows, undefined, query, 5, undefined, kernelOf(dimensions))).toEqual(expected);
  });

  it("looks at all blocks, and at rows that are nearly alike to the last bit", () => {
    const dimensions = 64;
    const [base] = clusteredVectors(1, 1, dimensions, 1) as [Float32Array];
    const vectors = clusteredVectors(2, 5000, dimensions, 1, 0.01);
    const rows = quantiseRows(vectors, dimensions);
    const kernel = kernelOf(dimensions);
    expect(rows.size).toBeGreaterThan(2 * kernel.blockRows);
    for (const query of [base, vectors[4999] as Float32Array]) {
      const scores = Array.from({ length: rows.size }, (_, row) => ({
        row,
        score: dotRow(rows, row, query),
      }));
      const expected = scores.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, 50);
      expect(searchExactly(rows, undefined, query, 50, undefined, kernel)).toEqual(expected);
    }
  });
});

describe("ExactIndex", () => {
  it("takes the places of vectors for their rows where it is given none", () => {
    const vectors = clusteredVectors(3, 12, 16, 3);
    const index = new ExactIndex(quantiseRows(vectors, 16));
    expect(vectors.map((vector) => index.search(vector, 1)[0]?.row)).toEqual(vectors.map((_, i) => i));
  });

  it("does not answer once it is closed", async () => {
    const index = new ExactIndex(quantiseRows(clusteredVectors(4, 3, 8, 1), 8));
    await index.close();
    expect(() => index.search(new Float32Array(8), 1)).toThrow(expect.objectContaining({ code: "CLOSED" }));
  });
});
