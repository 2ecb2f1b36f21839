import type { ElementType } from "../onnx.js";
import { broadcastOf, type Operand, operandsOf, requireNumbers, requireType } from "./checks.js";
import { convert, summedTo } from "./primitives.js";
import { differentiable, node, scalar, type Tensor } from "./tensor.js";

/** Comparisons, logic and choice. Truth values are of the type "bool", 1 or 0 in memory; they have no derivative. */
const comparison =
  (name: string, type: string) =>
  (a: Operand, b: Operand): Tensor => {
    const operands = operandsOf(name, a, b);
    const shape = broadcastOf(name, ...operands);
    requireNumbers(name, ...operands);
    return node(type, operands, shape, {}, "bool");
  };

/** a = b */
export const equal = comparison("equal", "Equal");
/** a < b */
export const less = comparison("less", "Less");
/** a <= b */
export const lessOrEqual = comparison("lessOrEqual", "LessOrEqual");
/** a > b */
export const greater = comparison("greater", "Greater");
/** a >= b */
export const greaterOrEqual = comparison("greaterOrEqual", "GreaterOrEqual");

const logical =
  (name: string, type: string) =>
  (...operands: readonly [Tensor, ...Tensor[]]): Tensor => {
    requireType(name, "bool", ...operands);
    return node(type, operands, broadcastOf(name, ...operands));
  };

/** Whether both hold. */
export const and: (a: Tensor, b: Tensor) => Tensor = logical("and", "And");
/** Whether at least one holds. */
export const or: (a: Tensor, b: Tensor) => Tensor = logical("or", "Or");
/** Whether it does not hold. */
export const not: (x: Tensor) => Tensor = logical("not", "Not");

/**
 * `a` where the condition holds, `b` elsewhere; all three are broadcast.
 *
 * Both are computed everywhere, and so are their derivatives: what is not chosen has derivative 0, which times infinity
 * is NaN. So choose what goes into a function that has no derivative somewhere, not what comes out of it.
 *
 * @example
 * ```ts
 * const masked = where(mask, scores, -1e9);
 * const root = where(greater(x, 0), sqrt(x), 0); // the derivative is NaN where x is 0
 * const safe = where(greater(x, 0), sqrt(where(greater(x, 0), x, 1)), 0); // 0 there
 * ```
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const [x, y] = operandsOf("where", a, b);
  requireType("where", "bool", condition);
  const shape = broadcastOf("where", condition, x, y);
  const chosen = (left: Tensor, right: Tensor) => node("Where", [condition, left, right], shape, {}, x.type);
  return differentiable("where", [condition, x, y], chosen(x, y), (g) => [
    undefined,
    summedTo(chosen(g, scalar(0)), x.shape),
    summedTo(chosen(scalar(0), g), y.shape),
  ]);
}

/**
 * Another element type. Numbers are cut towards 0 where they become whole, truth values become 1 and 0, and what is
 * not 0 becomes true.
 */
export const cast = (x: Tensor, type: ElementType): Tensor => convert(x, type);

/** The same numbers, of which no derivative is taken: what they depend on is not trained through them. */
export const stopGradient = (x: Tensor): Tensor => differentiable("stopGradient", [x], x, () => [undefined]);
