import { and, cast, greaterOrEqual, less, where } from "../graph/compare.js";
import type { Dimension } from "../graph/dimension.js";
import { div, maximum, mul, sub } from "../graph/elementwise.js";
import { range } from "../graph/gather.js";
import { select, squeeze, unsqueeze } from "../graph/layout.js";
import { matmul } from "../graph/matmul.js";
import { max, mean, sum } from "../graph/reduce.js";
import type { Tensor } from "../graph/tensor.js";

/**
 * One vector of many: of a text, or of a span, from the vectors of its tokens. Where a mask (bool [batch, tokens]) says
 * which tokens there are, the others count for nothing.
 */

/**
 * The first token, which stands for the whole text where the model was trained so ("[CLS]").
 *
 * @param x [batch, tokens, width]
 * @returns [batch, width]
 */
export const firstToken = (x: Tensor): Tensor => select(x, 0, 1);

/**
 * The mean over the tokens; zeros for a text without any.
 *
 * @param x [batch, tokens, width]
 * @returns [batch, width]
 */
export function meanOverTokens(x: Tensor, mask?: Tensor): Tensor {
  if (mask === undefined) return mean(x, { axes: [1] });
  const present = cast(mask, "float32");
  const counts = sum(present, { axes: [1], keep: true });
  // As a product of matrices, whose sums are made in one order, however many texts there are.
  return div(squeeze(matmul(unsqueeze(present, 1), x), 1), maximum(counts, 1));
}

/** Below all that layers make, and finite. */
const LOWEST = -1e9;

/**
 * The greatest number of each column.
 *
 * @param x [batch, tokens, width]
 * @returns [batch, width]
 */
export const maxOverTokens = (x: Tensor, mask?: Tensor): Tensor =>
  max(mask === undefined ? x : where(unsqueeze(mask, -1), x, LOWEST), { axes: [1] });

/**
 * The mean over the tokens of each span; zeros for an empty one (start = end), with which batches are filled up.
 *
 * @param x [batch, tokens, width]
 * @param starts first token of each span, int32 [batch, spans]
 * @param ends the token after the last, int32 [batch, spans]
 * @returns [batch, spans, width]
 */
export function meanOverSpans(x: Tensor, starts: Tensor, ends: Tensor): Tensor {
  const places = range(x.shape[1] as Dimension);
  const inside = and(greaterOrEqual(places, unsqueeze(starts, -1)), less(places, unsqueeze(ends, -1)));
  const lengths = maximum(cast(sub(ends, starts), "float32"), 1);
  // As a product of matrices: the tokens of a span differ in number, and spans may overlap.
  return mul(matmul(cast(inside, "float32"), x), div(1, unsqueeze(lengths, -1)));
}
