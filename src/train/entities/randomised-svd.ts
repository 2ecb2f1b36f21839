import { randomFractions } from "../../random.js";
import { type DenseMatrix, gram, multiplyRows, zeros } from "./dense-matrix.js";
import { orthonormalise } from "./orthonormal.js";
import { multiply, multiplyTransposed, type SparseMatrix } from "./sparse-matrix.js";
import { symmetricEigen } from "./symmetric-eigen.js";

/** Columns beyond those that are wanted, which make the wanted ones exact. */
const OVERSAMPLING = 10;

export interface SvdOptions {
  /** Singular values that are wanted. */
  dimensions: number;
  seed: number;
  /** Times that the range is refined; default 2. */
  powerIterations?: number;
  /** Told after each step, with the share that is done. */
  onProgress?: (share: number) => void;
}

/** The largest singular values with their left vectors. */
export interface Svd {
  /** [rows, at least `dimensions`]: column k belongs to value k */
  left: DenseMatrix;
  /** Largest first; 0 beyond the rank */
  values: Float64Array;
}

/**
 * The first singular values and left singular vectors of a sparse matrix, by the randomised range finder with power iterations of
 * Halko, Martinsson & Tropp 2011 (https://arxiv.org/abs/0909.4061, algorithms 4.4 and 5.1). Two dense matrices are in memory.
 */
export function randomisedSvd(matrix: SparseMatrix, options: SvdOptions): Svd {
  const { dimensions, seed, powerIterations = 2, onProgress = () => {} } = options;
  const width = Math.min(dimensions + OVERSAMPLING, matrix.rows, matrix.columns);
  const steps = 2 + 2 * powerIterations;
  let step = 0;
  const done = () => onProgress(++step / steps);

  const below = gaussian(matrix.columns, width, seed);
  const range = zeros(matrix.rows, width);
  multiply(matrix, below, range);
  orthonormalise(range);
  done();
  for (let i = 0; i < powerIterations; i++) {
    multiplyTransposed(matrix, range, below);
    orthonormalise(below);
    done();
    multiply(matrix, below, range);
    orthonormalise(range);
    done();
  }
  // Of B = QᵀA the left singular vectors are the eigenvectors of BBᵀ.
  multiplyTransposed(matrix, range, below);
  const { values, vectors } = symmetricEigen(gram(below), width);
  multiplyRows(range, vectors);
  done();
  return { left: range, values: values.map((value) => Math.sqrt(Math.max(0, value))) };
}

/** Normally distributed numbers (Box & Muller 1958). */
function gaussian(rows: number, columns: number, seed: number): DenseMatrix {
  const matrix = zeros(rows, columns);
  const next = randomFractions(seed);
  const { values } = matrix;
  for (let i = 0; i < values.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
  return matrix;
}
