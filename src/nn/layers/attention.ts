import { where } from "../graph/compare.js";
import type { Dimension } from "../graph/dimension.js";
import { dropout } from "../graph/dropout.js";
import { add, mul } from "../graph/elementwise.js";
import { reshape, transpose } from "../graph/layout.js";
import { matmul } from "../graph/matmul.js";
import { softmax } from "../graph/softmax.js";
import { graphError, type Tensor } from "../graph/tensor.js";
import { linearLayer, widthOf } from "./linear.js";
import type { Scope } from "./scope.js";

export interface AttentionOptions {
  /** Parts that the width is divided into, each with an attention of its own. */
  heads: number;
  /** Added to the scores; float32, broadcast to [batch, heads, tokens, tokens]. See {@link paddingBias}. */
  bias?: Tensor;
  /** Width of the result; absent = that of x. */
  outputs?: number;
  /** Share of the attention that is dropped in training, default 0. */
  dropout?: number;
}

/**
 * Multi-head self-attention (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762): every token takes up a mean of the
 * values of all tokens, weighted by how well its query fits their keys. Parameters: `query`, `key`, `value` and
 * `output`, each with `weight` and `bias`.
 *
 * @param x [batch, tokens, width]
 * @returns [batch, tokens, outputs]
 */
export function attention(scope: Scope, x: Tensor, options: AttentionOptions): Tensor {
  const { heads, bias, outputs, dropout: rate = 0 } = options;
  const width = widthOf("attention", x);
  if (x.rank !== 3 || !Number.isInteger(width / heads))
    throw graphError("attention", [x], `[batch, tokens, width], a width that ${heads} divides`, `${x}`);
  const [batch, tokens] = x.shape as [Dimension, Dimension];
  const size = width / heads;
  /** [batch, heads, tokens, size] */
  const project = (part: string): Tensor => {
    const all = linearLayer(scope.at(part), x, width);
    return transpose(reshape(all, [batch, tokens, heads, size]), [0, 2, 1, 3]);
  };
  // Queries are scaled rather than scores, of which there are more.
  const queries = mul(project("query"), 1 / Math.sqrt(size));
  const scores = matmul(queries, project("key"), { transposeB: true });
  const weights = dropout(softmax(bias === undefined ? scores : add(scores, bias)), rate, scope.random);
  const mixed = transpose(matmul(weights, project("value")), [0, 2, 1, 3]);
  return linearLayer(scope.at("output"), reshape(mixed, x.shape), outputs ?? width);
}

/** So low a score that its share of the attention is 0; finite, so that a text without any token gives no NaN. */
const NO_ATTENTION = -1e9;

/**
 * Keeps attention from what only fills a batch up. Its share becomes exactly 0, so that it changes no token.
 *
 * @param mask which tokens there are, bool [batch, tokens]
 * @returns float32 [batch, 1, 1, tokens], for {@link AttentionOptions.bias}
 */
export function paddingBias(mask: Tensor): Tensor {
  const [batch, tokens] = mask.shape as [Dimension, Dimension];
  return reshape(where(mask, 0, NO_ATTENTION), [batch, 1, 1, tokens]);
}
