import { broadcastOf, type Operand, operandsOf, requireNumbers, requireType } from "./checks.js";
import { each, minus, over, plus, summedTo, times } from "./primitives.js";
import { differentiable, node, type Tensor } from "./tensor.js";

/**
 * Functions of one number or two, applied to whole tensors. Operands of two are broadcast to a common shape, as
 * `broadcastShapes` says; the derivative by one that was repeated is the sum over its repetitions.
 */

/** Derivatives by both operands, in their common shape, from the derivative by the result and the result. */
type BinaryRule = (g: Tensor, a: Tensor, b: Tensor, result: Tensor) => [Tensor, Tensor];

const binary =
  (name: string, type: string, rule: BinaryRule) =>
  (a: Operand, b: Operand): Tensor => {
    const [x, y] = operandsOf(name, a, b);
    requireNumbers(name, x, y);
    const shape = broadcastOf(name, x, y);
    const result = node(type, [x, y], shape);
    return differentiable(name, [x, y], result, (g) => {
      const [left, right] = rule(g, x, y, result);
      return [summedTo(left, x.shape), summedTo(right, y.shape)];
    });
  };

const negative = (x: Tensor): Tensor => each("Neg", x);

/** a + b */
export const add = binary("add", "Add", (g) => [g, g]);
/** a - b */
export const sub = binary("sub", "Sub", (g) => [g, negative(g)]);
/** a * b, number by number */
export const mul = binary("mul", "Mul", (g, a, b) => [times(g, b), times(g, a)]);
/** a / b */
export const div = binary("div", "Div", (g, _, b, result) => {
  const byA = over(g, b);
  return [byA, negative(times(byA, result))];
});
/** The greater of both; where they are equal, each has half of the derivative. */
export const maximum = binary("maximum", "Max", (g, a, b) => shareOut(g, a, b));
/** The lesser of both; where they are equal, each has half of the derivative. */
export const minimum = binary("minimum", "Min", (g, a, b) => shareOut(g, b, a));

/** All of `g` to the greater, half to each of two equals. */
function shareOut(g: Tensor, greater: Tensor, less: Tensor): [Tensor, Tensor] {
  const half = times(g, 0.5);
  const signed = times(half, each("Sign", minus(greater, less)));
  return [plus(half, signed), minus(half, signed)];
}

/** The derivative by the operand, from the derivative by the result, the operand and the result. */
type UnaryRule = (g: Tensor, x: Tensor, result: Tensor) => Tensor;

const unary =
  (name: string, type: string, rule: UnaryRule) =>
  (x: Tensor): Tensor => {
    requireType(name, "float32", x);
    const result = each(type, x);
    return differentiable(name, [x], result, (g) => [rule(g, x, result)]);
  };

/** -x */
export const neg = unary("neg", "Neg", (g) => negative(g));
/** |x|, with derivative 0 at 0 */
export const abs = unary("abs", "Abs", (g, x) => times(g, each("Sign", x)));
export const exp = unary("exp", "Exp", (g, _, y) => times(g, y));
/** The natural logarithm. */
export const log = unary("log", "Log", (g, x) => over(g, x));
export const sqrt = unary("sqrt", "Sqrt", (g, _, y) => over(times(g, 0.5), y));
/** 1 / x */
export const reciprocal = unary("reciprocal", "Reciprocal", (g, _, y) => negative(times(g, times(y, y))));
export const tanh = unary("tanh", "Tanh", (g, _, y) => times(g, minus(1, times(y, y))));
/** 1 / (1 + exp(-x)) */
export const sigmoid = unary("sigmoid", "Sigmoid", (g, _, y) => times(g, times(y, minus(1, y))));
/** max(x, 0), with derivative 0 at 0 */
export const relu = unary("relu", "Relu", (g, _, y) => times(g, each("Sign", y)));
/** log(1 + exp(x)), exact for any size of x */
export const softplus = unary("softplus", "Softplus", (g, x) => times(g, each("Sigmoid", x)));
/** The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export const erf = unary("erf", "Erf", (g, x) =>
  times(g, times(each("Exp", negative(times(x, x))), 2 / Math.sqrt(Math.PI))),
);

/** x * x */
export function square(x: Tensor): Tensor {
  requireType("square", "float32", x);
  return differentiable("square", [x], times(x, x), (g) => [times(g, times(x, 2))]);
}

/**
 * The Gaussian error linear unit, x times the chance that a normal variable is below x (Hendrycks and Gimpel 2016,
 * https://arxiv.org/abs/1606.08415).
 */
export const gelu = unary("gelu", "Gelu", (g, x) => {
  // Chance and density times x, of u = x / sqrt(2): (1 + erf(u) + 2 / sqrt(pi) * u * exp(-u^2)) / 2. The factor of the
  // last term stands in the exponent, since on large tensors every operator is a way through memory.
  const u = times(x, Math.SQRT1_2);
  const density = each("Exp", minus(Math.log(2 / Math.sqrt(Math.PI)), times(u, u)));
  const twice = plus(plus(each("Erf", u), times(u, density)), 1);
  return times(g, times(twice, 0.5));
});

/** {@link gelu} in the approximation by tanh with which some models were trained. */
export function geluTanh(x: Tensor): Tensor {
  requireType("geluTanh", "float32", x);
  const [slope, cubic] = [Math.sqrt(2 / Math.PI), 0.044715];
  const result = node("Gelu", [x], x.shape, { approximate: { string: "tanh" } });
  return differentiable("geluTanh", [x], result, (g) => {
    const xx = times(x, x);
    const t = each("Tanh", times(times(x, plus(times(xx, cubic), 1)), slope));
    const inner = times(plus(times(xx, 3 * cubic), 1), slope);
    const rise = times(times(x, minus(1, times(t, t))), inner);
    return [times(g, times(plus(plus(t, 1), rise), 0.5))];
  });
}
