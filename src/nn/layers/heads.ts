import { dropout } from "../graph/dropout.js";
import { gelu } from "../graph/elementwise.js";
import { unitLength } from "../graph/normalise.js";
import type { Tensor } from "../graph/tensor.js";
import { linearLayer } from "./linear.js";
import type { Scope } from "./scope.js";

/** What stands on top of an encoder. */
export interface HeadOptions {
  /** Width of a layer between the states and the result; absent = none. */
  inner?: number;
  /** After the inner layer, default {@link gelu}. */
  activation?: (x: Tensor) => Tensor;
  /** Share of the numbers before each layer that is dropped in training, default 0. */
  dropout?: number;
}

export interface ProjectionOptions extends HeadOptions {
  /** Width of the result. */
  outputs: number;
  /** Whether the results are made vectors of length 1, whose dot products are cosines; default false. */
  unit?: boolean;
}

/**
 * Vectors of another space: what a tower ends with, so that its vectors can be compared with those of others.
 * Parameters: `output` and, where there is an inner layer, `inner`, each with `weight` and `bias`.
 *
 * @param x [..., width]
 * @returns [..., outputs]
 * @example
 * ```ts
 * const mention = projectionHead(scope.at("mention"), firstToken(states), { outputs: 128, unit: true });
 * ```
 */
export function projectionHead(scope: Scope, x: Tensor, options: ProjectionOptions): Tensor {
  const { outputs, inner, activation = gelu, dropout: rate = 0, unit = false } = options;
  const dropped = (states: Tensor): Tensor => dropout(states, rate, scope.random);
  const hidden = inner === undefined ? x : activation(linearLayer(scope.at("inner"), dropped(x), inner));
  const result = linearLayer(scope.at("output"), dropped(hidden), outputs);
  return unit ? unitLength(result) : result;
}

/**
 * Scores of classes, before softmax or sigmoid. Parameters as those of {@link projectionHead}; RoBERTa's head is one with
 * an inner layer of the states' width and `tanh`.
 *
 * @param x [..., width]
 * @returns [..., classes]
 */
export const classifierHead = (scope: Scope, x: Tensor, classes: number, options: HeadOptions = {}): Tensor =>
  projectionHead(scope, x, { ...options, outputs: classes });
