import { requireRank, requireType } from "../graph/checks.js";
import { cast, greater, where } from "../graph/compare.js";
import type { Dimension } from "../graph/dimension.js";
import { add, div, mul, sub } from "../graph/elementwise.js";
import { topK } from "../graph/gather.js";
import { flatten, split, unsqueeze } from "../graph/layout.js";
import { matmul } from "../graph/matmul.js";
import { constant, graphError, type Tensor } from "../graph/tensor.js";
import { linearLayer } from "./linear.js";
import type { Scope } from "./scope.js";
import { windows } from "./windows.js";

/**
 * All spans of a text up to a length, and how likely each of them is a mention (Li et al. 2020, "Efficient One-Pass
 * End-to-End Entity Linking for Questions", https://arxiv.org/abs/2010.02413). The span that begins with a token and has
 * `w + 1` tokens stands in the row of that token, in column `w`.
 */

/**
 * Scores of all spans, to be made probabilities by a sigmoid: that of the first token as a first one, that of the last
 * as a last one, and those of all tokens as parts of a mention. Parameters: `scores.weight` [3, width] and `scores.bias`
 * [3], for first, last and parts.
 *
 * @param x [batch, tokens, width]
 * @param longest how many tokens a span has at most
 * @returns [batch, tokens, longest]; also of spans that reach beyond the text, see {@link spanMask}
 * @example
 * ```ts
 * const scores = spanScores(scope, states, 10);
 * const weights = cast(spanMask(mask, 10), "float32");
 * const loss = binaryCrossEntropy(scores, areMentions, weights);
 * ```
 */
export function spanScores(scope: Scope, x: Tensor, longest: number): Tensor {
  requireRank("spanScores", [x], x, 3);
  requireLongest("spanScores", x, longest);
  const [starts, ends, parts] = split(linearLayer(scope.at("scores"), x, 3), 3, 2) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  return add(starts, add(windows(ends, longest, 0), sumsOfSpans(parts, longest)));
}

/**
 * Sums over all spans.
 *
 * @param x [batch, tokens, 1]
 * @returns [batch, tokens, longest]
 */
function sumsOfSpans(x: Tensor, longest: number): Tensor {
  // Of the tokens of the longest span, those that are in one of w + 1 tokens: a triangle of ones.
  const triangle = Float32Array.from({ length: longest * longest }, (_, i) =>
    Math.floor(i / longest) <= i % longest ? 1 : 0,
  );
  return matmul(windows(x, longest, 0), constant(triangle, [longest, longest]));
}

/**
 * Which spans there are: those of tokens only.
 *
 * @param mask where there are tokens, bool [batch, tokens]
 * @returns bool [batch, tokens, longest]
 */
export function spanMask(mask: Tensor, longest: number): Tensor {
  requireType("spanMask", "bool", mask);
  requireLongest("spanMask", mask, longest);
  const tokens = sumsOfSpans(unsqueeze(cast(mask, "float32"), -1), longest);
  const widths = constant(Float32Array.from({ length: longest }, (_, w) => w + 0.5));
  return greater(tokens, widths);
}

/** The spans of the highest scores. */
export interface BestSpans {
  /** From the highest down, [batch, count]; -1e9 where a text has fewer spans. */
  scores: Tensor;
  /** First token of each, int32 [batch, count]. */
  starts: Tensor;
  /** The token after the last of each, int32 [batch, count]. */
  ends: Tensor;
}

/**
 * The spans of the highest scores, of which candidates are then sought.
 *
 * @param scores [batch, tokens, longest]
 * @param mask bool of the same shape
 * @param count how many; texts must have as many tokens times `longest`, padding included
 */
export function bestSpans(scores: Tensor, mask: Tensor, count: number): BestSpans {
  requireRank("bestSpans", [scores, mask], scores, 3);
  const longest = scores.shape[2] as Dimension;
  if (typeof longest !== "number")
    throw graphError("bestSpans", [scores, mask], "a last axis whose length is a number", longest);
  const { values, indices } = topK(flatten(where(mask, scores, -1e9), 1, 2), count);
  const places = cast(indices, "int32");
  const starts = div(places, longest);
  const widths = sub(places, mul(starts, longest));
  return { scores: values, starts, ends: add(starts, add(widths, 1)) };
}

function requireLongest(layer: string, x: Tensor, longest: number): void {
  if (!Number.isInteger(longest) || longest < 1)
    throw graphError(layer, [x], "spans of at least 1 token", `${longest}`);
}
