import { type DenseMatrix, gram, multiplyRows } from "./dense-matrix.js";

/** Share of a column's length that has to be left beside the columns before it; what is less is rounding. */
const INDEPENDENT = 1e-6;

/**
 * Makes the columns of a tall matrix orthonormal, in place: the Q of its QR decomposition, by a Cholesky decomposition of AᵀA (Golub &
 * Van Loan, Matrix Computations, 5.2), which is exact enough as sums are float64 and numbers float32. A column that depends on those
 * before it becomes zeros.
 */
export function orthonormalise(matrix: DenseMatrix): void {
  multiplyRows(matrix, inverseFactor(gram(matrix), matrix.columns));
}

/** The inverse of the upper triangular R with RᵀR = G; rows and columns of dependent ones are zeros. */
function inverseFactor(products: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    let left = products[i * size + i] as number;
    for (let k = 0; k < i; k++) left -= (factor[k * size + i] as number) ** 2;
    if (left <= INDEPENDENT ** 2 * (products[i * size + i] as number)) continue;
    const diagonal = Math.sqrt(left);
    factor[i * size + i] = diagonal;
    for (let j = i + 1; j < size; j++) {
      let sum = products[i * size + j] as number;
      for (let k = 0; k < i; k++) sum -= (factor[k * size + i] as number) * (factor[k * size + j] as number);
      factor[i * size + j] = sum / diagonal;
    }
  }
  return inverted(factor, size);
}

/** The inverse of an upper triangular matrix, by back substitution. */
function inverted(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const diagonal = factor[column * size + column] as number;
    if (diagonal === 0) continue;
    inverse[column * size + column] = 1 / diagonal;
    for (let row = column - 1; row >= 0; row--) {
      const own = factor[row * size + row] as number;
      if (own === 0) continue;
      let sum = 0;
      for (let k = row + 1; k <= column; k++)
        sum += (factor[row * size + k] as number) * (inverse[k * size + column] as number);
      inverse[row * size + column] = -sum / own;
    }
  }
  return inverse;
}
