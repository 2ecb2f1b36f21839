import { layerNorm } from "../graph/normalise.js";
import type { Tensor } from "../graph/tensor.js";
import { ONES, ZEROS } from "./initial.js";
import { widthOf } from "./linear.js";
import type { Scope } from "./scope.js";

/**
 * Layer normalisation with parameters of its own, `weight` and `bias` of the width; see {@link layerNorm}.
 *
 * @param x [..., width]
 * @param epsilon added to the variance; models differ in it (BERT: 1e-12)
 */
export function normLayer(scope: Scope, x: Tensor, epsilon = 1e-5): Tensor {
  const width = widthOf("normLayer", x);
  const [weight, bias] = [scope.parameter("weight", [width], ONES), scope.parameter("bias", [width], ZEROS)];
  return layerNorm(x, weight, bias, epsilon);
}
