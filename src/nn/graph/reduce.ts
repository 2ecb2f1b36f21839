import { axesOf, axisOf, requireNumbers, requireType } from "./checks.js";
import {
  convert,
  count,
  each,
  expanded,
  minus,
  over,
  reduced,
  reshaped,
  summedTo,
  times,
} from "./primitives.js";
import { differentiable, node, type Tensor } from "./tensor.js";

/** Sums, means and extremes over axes. */

export interface ReduceOptions {
  /** Absent = all axes, which gives a scalar. Negative ones count from the last. */
  axes?: readonly number[];
  /** Whether the axes stay, with length 1. */
  keep?: boolean;
}

/** Derivatives in the shape of the operand: of a result, its derivative and the operand, both with all axes kept. */
type ReduceRule = (g: Tensor, x: Tensor, result: Tensor) => Tensor;

const reduction =
  (name: string, type: string, rule: ReduceRule) =>
  (x: Tensor, options: ReduceOptions = {}): Tensor => {
    requireType(name, "float32", x);
    const axes = axesOf(name, x, options.axes);
    if (axes.length === 0) return x;
    const kept = x.shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension));
    const result = reduced(type, x, axes, options.keep ?? false);
    return differentiable(name, [x], result, (g) => [rule(reshaped(g, kept), x, reshaped(result, kept))]);
  };

export const sum = reduction("sum", "ReduceSum", (g, x) => expanded(g, x.shape));

export const mean = reduction("mean", "ReduceMean", (g, x) => {
  // How many numbers went into each mean: all of x over all of the result.
  const share = over(count(g.shape), count(x.shape));
  return expanded(times(g, share), x.shape);
});

/** Numbers that are equally extreme share the derivative. */
const extreme: ReduceRule = (g, x, result) => {
  const chosen = convert(node("Equal", [x, result], x.shape, {}, "bool"), "float32");
  return times(over(g, summedTo(chosen, g.shape)), chosen);
};

/** The greatest number. */
export const max = reduction("max", "ReduceMax", extreme);
/** The least number. */
export const min = reduction("min", "ReduceMin", extreme);

/**
 * Where along an axis the greatest number stands, the first of equals; the axis goes.
 *
 * @returns int64, without a derivative
 */
export function argMax(x: Tensor, axis: number): Tensor {
  const at = axisOf("argMax", x, axis);
  requireNumbers("argMax", x);
  return node("ArgMax", [x], x.shape.toSpliced(at, 1), { axis: { int: at }, keepdims: { int: 0 } }, "int64");
}

/**
 * log(sum(exp(x))) over an axis, exact for any size of x (the log-partition of a conditional random field); the numbers
 * must be finite, so mask with -1e9 rather than with -Infinity.
 */
export function logSumExp(x: Tensor, axis: number, options: { keep?: boolean } = {}): Tensor {
  requireType("logSumExp", "float32", x);
  const at = axisOf("logSumExp", x, axis);
  const greatest = reduced("ReduceMax", x, [at], true);
  const powers = each("Exp", minus(x, greatest));
  const total = reduced("ReduceSum", powers, [at], true);
  const kept = each("Add", each("Log", total), greatest);
  const shape = options.keep === true ? kept.shape : kept.shape.toSpliced(at, 1);
  return differentiable("logSumExp", [x], reshaped(kept, shape), (g) => [
    times(over(powers, total), reshaped(g, kept.shape)),
  ]);
}
