/** A matrix in row-major order. */
export interface DenseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] */
  readonly values: Float32Array;
}

export const zeros = (rows: number, columns: number): DenseMatrix => ({
  rows,
  columns,
  values: new Float32Array(rows * columns),
});

/** The products of all pairs of columns, AᵀA: [columns, columns], summed as float64. */
export function gram({ rows, columns, values }: DenseMatrix): Float64Array {
  const products = new Float64Array(columns * columns);
  const row = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    row.set(values.subarray(r * columns, (r + 1) * columns));
    for (let i = 0; i < columns; i++) {
      const left = row[i] as number;
      if (left === 0) continue;
      const at = i * columns;
      for (let j = i; j < columns; j++)
        products[at + j] = (products[at + j] as number) + left * (row[j] as number);
    }
  }
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < i; j++) products[i * columns + j] = products[j * columns + i] as number;
  return products;
}

/** Multiplies each row by a small matrix, in place. @param by [columns, columns], row-major */
export function multiplyRows({ rows, columns, values }: DenseMatrix, by: Float64Array): void {
  const sums = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    sums.fill(0);
    for (let i = 0; i < columns; i++) {
      const value = values[r * columns + i] as number;
      if (value === 0) continue;
      const at = i * columns;
      for (let j = 0; j < columns; j++) sums[j] = (sums[j] as number) + value * (by[at + j] as number);
    }
    values.set(sums, r * columns);
  }
}
