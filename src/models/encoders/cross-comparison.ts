import { cast, where } from "../../nn/graph/compare.js";
import type { Dimension } from "../../nn/graph/dimension.js";
import { dropout } from "../../nn/graph/dropout.js";
import { add, div, maximum, mul, relu } from "../../nn/graph/elementwise.js";
import { concat, flatten, reshape, squeeze, transpose, unsqueeze } from "../../nn/graph/layout.js";
import { matmul } from "../../nn/graph/matmul.js";
import { max, sum } from "../../nn/graph/reduce.js";
import { softmax } from "../../nn/graph/softmax.js";
import type { Tensor } from "../../nn/graph/tensor.js";
import { linearLayer } from "../../nn/layers/linear.js";
import { normLayer } from "../../nn/layers/norm.js";
import type { Scope } from "../../nn/layers/scope.js";
import { scoreLayer } from "./cross-score-layer.js";
import type { UpperHead } from "./cross-settings.js";

/** Texts that are compared: of each mention one window, or all its candidates. */
export interface ComparedTexts {
  /** [mentions, texts, tokens, width] */
  states: Tensor;
  /** Which tokens there are, bool [mentions, texts, tokens]. */
  mask: Tensor;
  /** Which of them are the mention, or the name: bool [mentions, texts, tokens]. */
  named: Tensor;
}

/** So low a score that its share of the attention is 0. */
const NO_ATTENTION = -1e9;

/**
 * What is seen only when window and entity are laid side by side, as a number that is added to their score. Each token of one
 * gathers by attention what the other says of it; a layer compares the two; the results are pooled over mention or name (mean) and
 * over all tokens (mean and maximum); a layer and a last one, which begins with zeros, make the number. Attention and comparison have the
 * same parameters in both directions, and queries those of keys, so that equal words find each other before anything is learned
 * (Parikh et al. 2016, "A Decomposable Attention Model", https://aclanthology.org/D16-1244; the products and the maximum are those of
 * ESIM, Chen et al. 2017, https://aclanthology.org/P17-1152).
 *
 * Parameters: `norm`, `keys`, `values`, `own`, `other`, `product`, `hidden` and `score`.
 *
 * @param window one text a mention
 * @returns [mentions, candidates]
 */
export function comparison(
  scope: Scope,
  window: ComparedTexts,
  entities: ComparedTexts,
  { width, heads, dropout: rate = 0 }: UpperHead & { dropout?: number },
): Tensor {
  const [left, right] = [read(scope, window, { width, heads }), read(scope, entities, { width, heads })];
  /** [mentions, candidates, heads, window tokens, entity tokens] */
  const fit = matmul(left.keys, right.keys, { transposeB: true });
  const pooled = [
    pooledDifferences(scope, left, gathered(fit, right)),
    pooledDifferences(scope, right, gathered(transpose(fit, [0, 1, 2, 4, 3]), left)),
  ];
  const seen = dropout(concat(pooled, 2), rate, scope.random);
  const hidden = relu(linearLayer(scope.at("hidden"), seen, width));
  return squeeze(scoreLayer(scope.at("score"), dropout(hidden, rate, scope.random)), 2);
}

/** Texts as they are compared. */
interface Read extends ComparedTexts {
  /** [mentions, texts, heads, tokens, width / heads], divided so that products are scores of attention. */
  keys: Tensor;
  /** The same shape. */
  parts: Tensor;
  /** [mentions, texts, tokens, width] */
  values: Tensor;
}

function read(scope: Scope, texts: ComparedTexts, { width, heads }: UpperHead): Read {
  const normed = normLayer(scope.at("norm"), texts.states);
  const [mentions, count, tokens] = normed.shape as [Dimension, Dimension, Dimension];
  const size = width / heads;
  const divided = (all: Tensor): Tensor =>
    transpose(reshape(all, [mentions, count, tokens, heads, size]), [0, 1, 3, 2, 4]);
  const values = linearLayer(scope.at("values"), normed, width);
  // Both sides of a product are divided by the fourth root of the size.
  const keys = mul(divided(linearLayer(scope.at("keys"), normed, width)), size ** -0.25);
  return { ...texts, keys, values, parts: divided(values) };
}

/**
 * What each token of one side gathers from the other.
 *
 * @param fit [mentions, candidates, heads, tokens, tokens of the other side]
 * @returns [mentions, candidates, tokens, width]
 */
function gathered(fit: Tensor, { parts, mask }: Read): Tensor {
  const bias = unsqueeze(unsqueeze(where(mask, 0, NO_ATTENTION), 2), 2);
  const mixed = transpose(matmul(softmax(add(fit, bias)), parts), [0, 1, 3, 2, 4]);
  return flatten(mixed, 3, 4);
}

/** Compares each token with what it gathered, and pools what comes of it: [mentions, candidates, 3 widths]. */
function pooledDifferences(scope: Scope, { values, mask, named }: Read, other: Tensor): Tensor {
  const width = values.shape.at(-1) as number;
  const own = linearLayer(scope.at("own"), values, width);
  const met = linearLayer(scope.at("other"), other, width);
  const both = linearLayer(scope.at("product"), mul(values, other), width);
  const compared = relu(add(add(met, both), own));
  const present = unsqueeze(cast(mask, "float32"), 3);
  const means = matmul(concat([shares(named), shares(mask)], 2), compared);
  // Nothing is below 0, so that what is not there does not count.
  return concat([flatten(means, 2, 3), max(mul(compared, present), { axes: [2] })], 2);
}

/** What each token counts in a mean: [mentions, texts, 1, tokens]. */
function shares(mask: Tensor): Tensor {
  const present = cast(mask, "float32");
  return unsqueeze(div(present, maximum(sum(present, { axes: [2], keep: true }), 1)), 2);
}
