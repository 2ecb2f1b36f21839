import { linear } from "../graph/matmul.js";
import { graphError, type Tensor } from "../graph/tensor.js";
import { glorot, ZEROS } from "./initial.js";
import type { Scope } from "./scope.js";

/**
 * A linear layer over the last axis, x Wᵀ + b. Parameters: `weight` [outputs, inputs], as PyTorch keeps it, and `bias`.
 *
 * @param x [..., inputs]
 * @returns [..., outputs]
 */
export function linearLayer(scope: Scope, x: Tensor, outputs: number): Tensor {
  const inputs = widthOf("linearLayer", x);
  const weight = scope.parameter("weight", [outputs, inputs], glorot(inputs, outputs));
  return linear(x, weight, scope.parameter("bias", [outputs], ZEROS), { transposeB: true });
}

/** The length of the last axis, which layers that have parameters for it need as a number. */
export function widthOf(layer: string, x: Tensor): number {
  const width = x.shape.at(-1);
  if (typeof width !== "number")
    throw graphError(layer, [x], "a last axis whose length is a number", `${width ?? "no axis"}`);
  return width;
}
