import { axisOf, requireType } from "./checks.js";
import { each, minus, reduced, times } from "./primitives.js";
import { differentiable, node, type Tensor } from "./tensor.js";

/** Probabilities along an axis: exp(x) divided by its sum. */
export function softmax(x: Tensor, axis = -1): Tensor {
  requireType("softmax", "float32", x);
  const at = axisOf("softmax", x, axis);
  const result = node("Softmax", [x], x.shape, { axis: { int: at } });
  return differentiable("softmax", [x], result, (g) => {
    const weighted = times(g, result);
    return [minus(weighted, times(result, reduced("ReduceSum", weighted, [at], true)))];
  });
}

/** Logarithms of probabilities: more exact than log(softmax(x)), and finite wherever x is. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  requireType("logSoftmax", "float32", x);
  const at = axisOf("logSoftmax", x, axis);
  const shifted = minus(x, reduced("ReduceMax", x, [at], true));
  const powers = each("Exp", shifted);
  const result = minus(shifted, each("Log", reduced("ReduceSum", powers, [at], true)));
  return differentiable("logSoftmax", [x], result, (g) => [
    minus(g, times(each("Exp", result), reduced("ReduceSum", g, [at], true))),
  ]);
}
