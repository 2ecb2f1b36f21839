import type { DenseMatrix } from "./dense-matrix.js";

/** A sparse matrix by rows (CSR): the entries of row r are those from `starts[r]` to before `starts[r + 1]`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows + 1], ascending from 0 */
  readonly starts: Uint32Array;
  /** Column of each entry, ascending within a row */
  readonly places: Uint32Array;
  readonly values: Float32Array;
}

/** The product with a dense matrix of `columns` rows. */
export function multiply(matrix: SparseMatrix, by: DenseMatrix, into: DenseMatrix): void {
  const { rows, starts, places, values } = matrix;
  const { columns: width, values: from } = by;
  const to = into.values;
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let entry = starts[row] as number; entry < (starts[row + 1] as number); entry++) {
      const value = values[entry] as number;
      const at = (places[entry] as number) * width;
      for (let j = 0; j < width; j++) sums[j] = (sums[j] as number) + value * (from[at + j] as number);
    }
    to.set(sums, row * width);
  }
}

/** The product of the transposed matrix with a dense matrix of `rows` rows. */
export function multiplyTransposed(matrix: SparseMatrix, by: DenseMatrix, into: DenseMatrix): void {
  const { rows, starts, places, values } = matrix;
  const { columns: width, values: from } = by;
  const to = into.values;
  to.fill(0);
  for (let row = 0; row < rows; row++) {
    const source = row * width;
    for (let entry = starts[row] as number; entry < (starts[row + 1] as number); entry++) {
      const value = values[entry] as number;
      const at = (places[entry] as number) * width;
      for (let j = 0; j < width; j++)
        to[at + j] = (to[at + j] as number) + value * (from[source + j] as number);
    }
  }
}
