import { dropout } from "../graph/dropout.js";
import { add, gelu, geluTanh, relu } from "../graph/elementwise.js";
import type { Tensor } from "../graph/tensor.js";
import { attention, paddingBias } from "./attention.js";
import { linearLayer, widthOf } from "./linear.js";
import { normLayer } from "./norm.js";
import type { Scope } from "./scope.js";

const ACTIVATIONS = { gelu, geluTanh, relu } as const;

export type Activation = keyof typeof ACTIVATIONS;

export interface TransformerLayerOptions {
  /** Parts that the attention is divided into; they divide the width. */
  heads: number;
  /** Width of the hidden layer of the feed-forward network. */
  inner: number;
  /** Default "gelu", the exact one. */
  activation?: Activation;
  /**
   * Where the norms stand: "after" each sum as in BERT, which is the default, or "before" each part, with which deep
   * encoders learn more evenly (Xiong et al. 2020, https://arxiv.org/abs/2002.04745).
   */
  norm?: "after" | "before";
  /** Added to the variance, default 1e-12 as in BERT. */
  normEpsilon?: number;
  /** Width of the result; absent = that of x. */
  outputs?: number;
  /** Share of the numbers of each part that is dropped in training, default 0. */
  dropout?: number;
  /** Share of the attention that is dropped in training, default 0. */
  attentionDropout?: number;
}

export interface TransformerOptions extends TransformerLayerOptions {
  layers: number;
}

/**
 * A transformer encoder (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762). Parameters: those of
 * {@link transformerLayer} under `layers.0`, `layers.1` and so on; with norms before the parts also `norm`, of the sum
 * that comes out, which nothing else would bring to one scale.
 *
 * @param x [batch, tokens, width]
 * @param mask which tokens there are, bool [batch, tokens]; absent = all
 * @returns [batch, tokens, outputs]
 */
export function transformer(
  scope: Scope,
  x: Tensor,
  mask: Tensor | undefined,
  options: TransformerOptions,
): Tensor {
  const bias = mask === undefined ? undefined : paddingBias(mask);
  let states = x;
  for (let i = 0; i < options.layers; i++)
    states = transformerLayer(scope.at("layers").at(i), states, bias, options);
  return options.norm === "before" ? normLayer(scope.at("norm"), states, options.normEpsilon) : states;
}

/**
 * One layer: tokens take up what others hold, then each is worked on by itself. Parameters: `attention` with `query`,
 * `key`, `value`, `output` and `norm`; `feedForward` with `inner`, `outer` and `norm`; and `attention.residual` where
 * the width changes.
 *
 * @param x [batch, tokens, width]
 * @param bias of the attention, see `paddingBias`
 * @returns [batch, tokens, outputs]
 */
export function transformerLayer(
  scope: Scope,
  x: Tensor,
  bias: Tensor | undefined,
  options: TransformerLayerOptions,
): Tensor {
  const { heads, inner, attentionDropout = 0, activation = "gelu" } = options;
  const outputs = options.outputs ?? widthOf("transformerLayer", x);
  const mixed = residual(scope.at("attention"), x, options, (part, states) =>
    attention(part, states, {
      heads,
      outputs,
      dropout: attentionDropout,
      ...(bias === undefined ? {} : { bias }),
    }),
  );
  return residual(scope.at("feedForward"), mixed, options, (part, states) => {
    const hidden = linearLayer(part.at("inner"), states, inner);
    return linearLayer(part.at("outer"), ACTIVATIONS[activation](hidden), outputs);
  });
}

/** x + part(x), with the norm before the part or after the sum. */
function residual(
  scope: Scope,
  x: Tensor,
  { norm = "after", normEpsilon = 1e-12, dropout: rate = 0 }: TransformerLayerOptions,
  part: (scope: Scope, x: Tensor) => Tensor,
): Tensor {
  const normed = (states: Tensor) => normLayer(scope.at("norm"), states, normEpsilon);
  const made = dropout(part(scope, norm === "before" ? normed(x) : x), rate, scope.random);
  const width = widthOf("residual", made);
  const kept = width === widthOf("residual", x) ? x : linearLayer(scope.at("residual"), x, width);
  const sum = add(kept, made);
  return norm === "after" ? normed(sum) : sum;
}
