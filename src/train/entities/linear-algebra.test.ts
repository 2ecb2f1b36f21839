import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random, randomFractions } from "../../random.js";
import { type DenseMatrix, gram, zeros } from "./dense-matrix.js";
import { orthonormalise } from "./orthonormal.js";
import { randomisedSvd } from "./randomised-svd.js";
import { multiply, multiplyTransposed, type SparseMatrix } from "./sparse-matrix.js";
import { symmetricEigen } from "./symmetric-eigen.js";

function sparse(rows: readonly (readonly number[])[]): SparseMatrix {
  const starts = [0];
  const places: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    for (const [column, value] of row.entries())
      if (value !== 0) {
        places.push(column);
        values.push(value);
      }
    starts.push(places.length);
  }
  return {
    rows: rows.length,
    columns: rows[0]?.length ?? 0,
    starts: Uint32Array.from(starts),
    places: Uint32Array.from(places),
    values: Float32Array.from(values),
  };
}

function dense(rows: number, columns: number, seed: number): DenseMatrix {
  const matrix = zeros(rows, columns);
  const next = randomFractions(seed);
  for (let i = 0; i < matrix.values.length; i++) matrix.values[i] = next() - 0.5;
  return matrix;
}

describe("products with a sparse matrix", () => {
  const matrix = sparse([
    [1, 0, 2],
    [0, 0, 0],
  ]);

  it("are those of linear algebra", () => {
    const by = { rows: 3, columns: 2, values: Float32Array.of(1, 2, 3, 4, 5, 6) };
    const into = zeros(2, 2);
    multiply(matrix, by, into);
    expect([...into.values]).toEqual([11, 14, 0, 0]);
  });

  it("are those of the transposed", () => {
    const by = { rows: 2, columns: 1, values: Float32Array.of(3, 7) };
    const into = { rows: 3, columns: 1, values: Float32Array.of(9, 9, 9) };
    multiplyTransposed(matrix, by, into);
    expect([...into.values]).toEqual([3, 0, 6]);
  });
});

describe("eigenvalues", () => {
  it("are those of a matrix that is known", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 12);
    expect(values[1]).toBeCloseTo(1, 12);
    expect(Math.abs(vectors[0] as number)).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it("make up the matrix again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (size, seed) => {
        const matrix = gram(dense(20, size, seed));
        const { values, vectors } = symmetricEigen(matrix, size);
        for (let i = 0; i < size; i++)
          for (let j = 0; j < size; j++) {
            let sum = 0;
            for (let k = 0; k < size; k++)
              sum += (values[k] ?? 0) * (vectors[i * size + k] ?? 0) * (vectors[j * size + k] ?? 0);
            expect(sum).toBeCloseTo(matrix[i * size + j] ?? 0, 8);
          }
        expect([...values]).toEqual([...values].sort((a, b) => b - a));
      }),
      { numRuns: 30 },
    );
  });
});

describe("orthonormal columns", () => {
  it("have products of 0 and 1", () => {
    const matrix = dense(50, 6, 3);
    orthonormalise(matrix);
    gram(matrix).forEach((product, at) => {
      expect(product).toBeCloseTo(at % 7 === 0 ? 1 : 0, 5);
    });
  });

  it("are zeros where a column depends on others", () => {
    const matrix = dense(30, 3, 5);
    for (let row = 0; row < 30; row++) matrix.values[3 * row + 2] = matrix.values[3 * row] as number;
    orthonormalise(matrix);
    const products = gram(matrix);
    expect(products[0]).toBeCloseTo(1, 5);
    expect(products[4]).toBeCloseTo(1, 5);
    expect(products[8]).toBe(0);
  });
});

describe("the singular value decomposition", () => {
  it("finds the values that a matrix was made with", () => {
    // Blocks of ones of a × b: singular values √(ab), vectors constant on a block.
    const sizes = [
      [8, 8],
      [9, 4],
      [2, 8],
    ] as const;
    const rows: number[][] = [];
    sizes.forEach(([high], block) => {
      for (let i = 0; i < high; i++)
        rows.push(sizes.flatMap(([, wide], other) => new Array<number>(wide).fill(other === block ? 1 : 0)));
    });
    const { left, values } = randomisedSvd(sparse(rows), { dimensions: 3, seed: 1 });
    expect(values[0]).toBeCloseTo(8, 4);
    expect(values[1]).toBeCloseTo(6, 4);
    expect(values[2]).toBeCloseTo(4, 4);
    expect(values[3]).toBeCloseTo(0, 4);
    const first = (row: number) => Math.abs(left.values[row * left.columns] as number);
    expect(first(0)).toBeCloseTo(1 / Math.sqrt(8), 4);
    expect(first(8)).toBeCloseTo(0, 4);
  });

  it("agrees with the exact one on a matrix of full rank", () => {
    const next = random(9);
    const rows = Array.from({ length: 40 }, () =>
      Array.from({ length: 30 }, () => (next() % 3 === 0 ? (next() % 5) + 1 : 0)),
    );
    const exact = symmetricEigen(
      gram({ rows: 40, columns: 30, values: Float32Array.from(rows.flat()) }),
      30,
    ).values.map(Math.sqrt);
    const { values } = randomisedSvd(sparse(rows), { dimensions: 5, seed: 2, powerIterations: 6 });
    for (let k = 0; k < 5; k++) expect(values[k]).toBeCloseTo(exact[k] as number, 2);
  });

  it("is the same for the same seed", () => {
    const matrix = sparse([
      [1, 2, 0],
      [0, 1, 1],
      [3, 0, 1],
    ]);
    const run = () => randomisedSvd(matrix, { dimensions: 2, seed: 4 });
    expect(run()).toEqual(run());
  });
});
