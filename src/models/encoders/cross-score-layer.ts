import { linear } from "../../nn/graph/matmul.js";
import type { Tensor } from "../../nn/graph/tensor.js";
import { ZEROS } from "../../nn/layers/initial.js";
import { widthOf } from "../../nn/layers/linear.js";
import type { Scope } from "../../nn/layers/scope.js";

/** A linear layer to one number that begins with zeros: until it is trained, it adds nothing. */
export function scoreLayer(scope: Scope, x: Tensor): Tensor {
  const weight = scope.parameter("weight", [1, widthOf("scoreLayer", x)], ZEROS);
  return linear(x, weight, scope.parameter("bias", [1], ZEROS), { transposeB: true });
}
