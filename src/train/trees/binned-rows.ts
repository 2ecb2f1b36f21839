/** Bins of a feature at most; bin 0 holds what is missing. */
export const MAX_BINS = 64;

/** Rows whose numbers are replaced by bins, column by column: what trees are grown on (LightGBM, Ke et al. 2017). */
export interface BinnedRows {
  rows: number;
  /** One column a feature, one bin a row. */
  columns: readonly Uint8Array[];
  /** Of each feature: the greatest value of each bin from bin 1 on but the last, ascending. A split behind bin b has `uppers[b - 1]`. */
  uppers: readonly Float32Array[];
}

/** Values are sampled for the bounds of bins where there are more. */
const SAMPLED = 100_000;

/** Bounds between bins that hold about the same number of values each; fewer where values repeat. */
function boundsOf(values: Float32Array): Float32Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const bounds: number[] = [];
  const bins = MAX_BINS - 1;
  for (let bin = 1; bin < bins; bin++) {
    const bound = sorted[Math.min(sorted.length - 1, Math.floor((bin * sorted.length) / bins))];
    if (bound === undefined || bound === sorted.at(-1)) continue;
    if (bounds.at(-1) !== bound) bounds.push(bound);
  }
  return Float32Array.from(bounds);
}

/** The bin of a value: 0 where it is NaN, else 1 and more. */
function binOf(value: number, uppers: Float32Array): number {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = uppers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (uppers[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}

/**
 * Puts the numbers of rows into bins of about equal size.
 *
 * @param values row by row
 * @param features numbers of a row
 */
export function binRows(values: Float32Array, features: number): BinnedRows {
  const rows = features === 0 ? 0 : values.length / features;
  const stride = Math.max(1, Math.ceil(rows / SAMPLED));
  const columns: Uint8Array[] = [];
  const uppers: Float32Array[] = [];
  for (let feature = 0; feature < features; feature++) {
    const sample = new Float32Array(Math.ceil(rows / stride));
    for (let i = 0; i < sample.length; i++) sample[i] = values[i * stride * features + feature] as number;
    const bounds = boundsOf(sample);
    const column = new Uint8Array(rows);
    for (let row = 0; row < rows; row++)
      column[row] = binOf(values[row * features + feature] as number, bounds);
    columns.push(column);
    uppers.push(bounds);
  }
  return { rows, columns, uppers };
}
