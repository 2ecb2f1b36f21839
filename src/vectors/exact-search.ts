import { BestHits } from "./best-hits.js";
import { type DotKernel, dotKernel, largestDigit } from "./dot-kernel.js";
import { dotRow, type QuantisedRows } from "./quantised-rows.js";
import type { Hit } from "./vector-index.js";

/** A query in whole numbers, and how wrong its products are at most. */
export interface QueryDigits {
  digits: Int16Array;
  /** What the digits are to be multiplied by. */
  scale: number;
  /** A bound on the difference of a product with int8 numbers. */
  slack: number;
}

/** A query in whole numbers, as fine as a kernel takes them. */
export function digitsOf(query: Float32Array): QueryDigits {
  let largest = 0;
  for (const value of query) largest = Math.max(largest, Math.abs(value));
  const scale = largest / largestDigit(query.length) || 1;
  const digits = new Int16Array(query.length);
  let lost = 0;
  let length = 0;
  for (let i = 0; i < query.length; i++) {
    const value = query[i] as number;
    digits[i] = Math.round(value / scale);
    lost += Math.abs(value - (digits[i] as number) * scale);
    length += Math.abs(value);
  }
  // The second part is for the rounding of the sums themselves.
  return { digits, scale, slack: 128 * (lost + 1e-12 * length) };
}

/**
 * The rows of greatest {@link dotRow}, exactly those: a scan in whole numbers bounds the score of every row from both sides, and
 * the few rows whose upper bound reaches the k-th greatest lower bound are scored as they should be.
 *
 * @param rowOf the row of each place, [size]; absent = its place
 * @param k at most how many
 * @param allowed whether a row may be an answer; asked only of rows that are near enough
 * @returns greatest score first, ties by row
 */
export function searchExactly(
  rows: QuantisedRows,
  rowOf: Uint32Array | undefined,
  query: Float32Array,
  k: number,
  allowed?: (row: number) => boolean,
  kernel: DotKernel = dotKernel(rows.dimensions),
): Hit[] {
  if (k <= 0) return [];
  const { dimensions, size, values, scales } = rows;
  const { digits, scale, slack } = digitsOf(query);
  kernel.setQuery(digits);
  const lowerBounds = new BestHits(k);
  let least = lowerBounds.least;
  const places: number[] = [];
  const upperBounds: number[] = [];
  for (let from = 0; from < size; from += kernel.blockRows) {
    const count = Math.min(kernel.blockRows, size - from);
    const dots = kernel.dots(values.subarray(from * dimensions, (from + count) * dimensions));
    for (let i = 0; i < count; i++) {
      const dot = (dots[i] as number) * scale;
      const rowScale = scales[from + i] as number;
      const upper = (dot + slack) * rowScale;
      if (upper < least) continue;
      const row = rowOf === undefined ? from + i : (rowOf[from + i] as number);
      if (allowed !== undefined && !allowed(row)) continue;
      places.push(from + i);
      upperBounds.push(upper);
      lowerBounds.offer(row, (dot - slack) * rowScale);
      least = lowerBounds.least;
    }
  }
  const best = new BestHits(k);
  places.forEach((place, i) => {
    if ((upperBounds[i] as number) < least) return;
    best.offer(rowOf === undefined ? place : (rowOf[place] as number), dotRow(rows, place, query));
  });
  return best.sorted();
}
