/** The derivative by some rows of a table; by all others it is 0. */
export interface RowGradient {
  /** Rows of the table, each once, as many as `values` has. */
  readonly rows: Int32Array;
  /** Row-major [rows, width]. */
  readonly values: Float32Array;
}

/** Derivatives by rows as they were looked up: a row may be there many times. */
export interface LookedUp {
  readonly indices: Int32Array | BigInt64Array;
  /** [indices, width] */
  readonly values: Float32Array;
  /** What the derivatives are multiplied with; default 1. */
  readonly share?: number;
}

/**
 * Sums up what belongs to the same row. Rows stand in the order of their first lookup.
 *
 * @param height rows of the table; negative indices count from its end
 */
export function sumRows(lookups: readonly LookedUp[], height: number, width: number): RowGradient {
  const places = new Int32Array(height).fill(-1);
  const rows: number[] = [];
  for (const { indices } of lookups)
    for (const index of indices) {
      const row = rowOf(index, height);
      if (places[row] === -1) places[row] = rows.push(row) - 1;
    }
  const sums = new Float32Array(rows.length * width);
  for (const { indices, values, share = 1 } of lookups)
    indices.forEach((index: number | bigint, i: number) => {
      const to = (places[rowOf(index, height)] as number) * width;
      const from = i * width;
      for (let k = 0; k < width; k++)
        sums[to + k] = (sums[to + k] as number) + share * (values[from + k] as number);
    });
  return { rows: Int32Array.from(rows), values: sums };
}

const rowOf = (index: number | bigint, height: number): number => {
  const row = Number(index);
  return row < 0 ? row + height : row;
};
