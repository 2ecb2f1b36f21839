import { requireRank, requireType } from "./checks.js";
import type { Dimension } from "./dimension.js";
import { flatten, reshape } from "./layout.js";
import { gemm, matrices, summedTo, turned } from "./primitives.js";
import { broadcastShapes, formatShape, sameShape } from "./shape.js";
import { differentiable, graphError, type Tensor } from "./tensor.js";

/** Products of matrices. A tensor of more than two axes is many matrices, in its last two. */

export interface MatmulOptions {
  /** The second operand is given with its last two axes exchanged, as PyTorch keeps the weights of linear layers. */
  transposeB?: boolean;
}

/** Checks operands of a product, whose inner lengths must be equal. */
function check(operator: string, operands: readonly Tensor[], transposeB: boolean): void {
  const [a, b] = operands as [Tensor, Tensor];
  requireType(operator, "float32", ...operands);
  requireRank(operator, operands, a, 2);
  requireRank(operator, operands, b, 2);
  const [left, right] = [a.shape.at(-1), b.shape.at(transposeB ? -1 : -2)];
  const expected = `equal inner lengths${transposeB ? " with the second operand transposed" : ""}`;
  if (left !== right) throw graphError(operator, operands, expected, `${left} and ${right}`);
}

/**
 * The matrix product of the last two axes, [..., n, k] by [..., k, m] to [..., n, m]; axes before them are broadcast.
 *
 * @example
 * ```ts
 * const scores = matmul(queries, keys, { transposeB: true }); // [batch, heads, tokens, tokens]
 * ```
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const transposeB = options.transposeB ?? false;
  check("matmul", [a, b], transposeB);
  if (b.rank === 2) return rowsTimes(a, (rows) => product(rows, b, transposeB));
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  if (broadcastShapes(outerA, outerB) === undefined) {
    const expected = "lengths before the last two axes that are equal or 1";
    throw graphError("matmul", [a, b], expected, `${formatShape(outerA)} and ${formatShape(outerB)}`);
  }
  return differentiable("matmul", [a, b], matrices(a, transposeB ? turned(b) : b), (g) => [
    summedTo(matrices(g, transposeB ? b : turned(b)), a.shape),
    summedTo(transposeB ? matrices(turned(g), a) : matrices(turned(a), g), b.shape),
  ]);
}

/** The product of two matrices. */
const product = (a: Tensor, b: Tensor, transposeB: boolean): Tensor =>
  differentiable("matmul", [a, b], gemm(a, b, false, transposeB), (g) => [
    gemm(g, b, false, !transposeB),
    transposeB ? gemm(g, a, true, false) : gemm(a, g, true, false),
  ]);

/** Applies a function of rows to the last axis: all others become one. */
function rowsTimes(x: Tensor, apply: (rows: Tensor) => Tensor): Tensor {
  if (x.rank === 2) return apply(x);
  const result = apply(flatten(x, 0, -2));
  return reshape(result, [...x.shape.slice(0, -1), result.shape[1] as Dimension]);
}

/**
 * A linear layer over the last axis: x · weights + bias.
 *
 * @param x [..., inputs]
 * @param weights [inputs, outputs], or [outputs, inputs] with `transposeB`
 * @param bias [outputs]
 * @returns [..., outputs]
 */
export function linear(x: Tensor, weights: Tensor, bias: Tensor, options: MatmulOptions = {}): Tensor {
  const transposeB = options.transposeB ?? false;
  const operands = [x, weights, bias];
  check("linear", operands, transposeB);
  const outputs = weights.shape[transposeB ? 0 : 1] as Dimension;
  if (weights.rank !== 2) throw graphError("linear", operands, "weights of two axes", `${weights.rank}`);
  if (!sameShape(bias.shape, [outputs]))
    throw graphError("linear", operands, `a bias of shape [${outputs}]`, formatShape(bias.shape));
  return rowsTimes(x, (rows) =>
    differentiable("linear", [rows, weights, bias], gemm(rows, weights, false, transposeB, bias), (g) => [
      gemm(g, weights, false, !transposeB),
      transposeB ? gemm(g, rows, true, false) : gemm(rows, g, true, false),
      summedTo(g, bias.shape),
    ]),
  );
}
