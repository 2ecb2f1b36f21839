/** Share of the diagonal at which what stands beside it counts as zero. */
const PRECISION = 1e-12;
const MOST_SWEEPS = 60;

/** Eigenvalues of a symmetric matrix, largest first, with their vectors. */
export interface Eigen {
  /** [size] */
  values: Float64Array;
  /** [size, size], row-major: column k belongs to value k. */
  vectors: Float64Array;
}

/**
 * Eigenvalues and vectors of a small symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, 8.5).
 *
 * @param matrix [size, size], row-major; left as it is
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS && !isDiagonal(a, size); sweep++)
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
  const order = Array.from({ length: size }, (_, k) => k).sort(
    (x, y) => (a[y * size + y] as number) - (a[x * size + x] as number) || x - y,
  );
  return {
    values: Float64Array.from(order, (k) => a[k * size + k] as number),
    vectors: Float64Array.from(
      { length: size * size },
      (_, at) => vectors[Math.floor(at / size) * size + (order[at % size] as number)] as number,
    ),
  };
}

function isDiagonal(a: Float64Array, size: number): boolean {
  let [diagonal, beside] = [0, 0];
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const square = (a[i * size + j] as number) ** 2;
      if (i === j) diagonal += square;
      else beside += square;
    }
  return beside <= PRECISION ** 2 * diagonal;
}

/** Turns rows and columns p and q so that their entry becomes zero. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const beside = a[p * size + q] as number;
  if (beside === 0) return;
  const theta = ((a[q * size + q] as number) - (a[p * size + p] as number)) / (2 * beside);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q, cosine, sine);
  for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k, cosine, sine);
  for (let k = 0; k < size; k++) turn(vectors, k * size + p, k * size + q, cosine, sine);
}

function turn(values: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const [x, y] = [values[p] as number, values[q] as number];
  values[p] = cosine * x - sine * y;
  values[q] = sine * x + cosine * y;
}
