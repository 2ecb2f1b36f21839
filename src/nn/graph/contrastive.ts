import { type Operand, requireIndices, requireType } from "./checks.js";
import { and, cast, equal, not, where } from "./compare.js";
import { type Dimension, subtractDimensions } from "./dimension.js";
import { div, maximum, minimum, mul, sub } from "./elementwise.js";
import { range } from "./gather.js";
import { concat, split, squeeze, unsqueeze } from "./layout.js";
import { matmul } from "./matmul.js";
import { logSumExp, sum } from "./reduce.js";
import { formatShape, sameShape } from "./shape.js";
import { graphError, type Tensor } from "./tensor.js";
import { weightedMean } from "./weighted-mean.js";

/** Losses that bring vectors of what belongs together near each other, and others apart. */

export interface ContrastiveOptions {
  /** Further wrong answers to each query, float32 [batch, negatives, width]. */
  negatives?: Tensor;
  /** Which of them there are, bool [batch, negatives]; absent = all. */
  present?: Tensor;
  /**
   * What each target is, int32 or int64 [targets]. What is the same as a query's own target is no wrong answer to it,
   * and does not count; absent = all differ.
   */
  ids?: Tensor;
}

/** The score of an answer that does not count: its probability is 0. */
const IGNORED = -1e9;

/**
 * Scores of the answers to each query: the targets of all queries of the batch, the own one on the diagonal, and then
 * the query's further wrong answers.
 *
 * @param queries [batch, width]
 * @param targets [batch, width], or more rows than queries: those after the batch are wrong answers to all
 * @param scale of the dot products, one over the temperature: a number, or a tensor of shape [] that is learned
 * @returns [batch, targets + negatives]
 */
export function contrastiveScores(
  queries: Tensor,
  targets: Tensor,
  scale: Operand = 1,
  options: ContrastiveOptions = {},
): Tensor {
  const { negatives, present, ids } = options;
  const operands = [queries, targets];
  if (queries.rank !== 2 || targets.rank !== 2)
    throw graphError(
      "contrastiveScores",
      operands,
      "two matrices",
      `${queries.rank} and ${targets.rank} axes`,
    );
  if (typeof scale !== "number" && scale.rank !== 0)
    throw graphError("contrastiveScores", [...operands, scale], "a scale of shape []", `${scale}`);
  const scores = mul(matmul(queries, targets, { transposeB: true }), scale);
  const known = ids === undefined ? scores : where(sameAsOwn(queries, targets, ids), IGNORED, scores);
  if (negatives === undefined) return known;
  const further = mul(negativeScores(queries, negatives), scale);
  return concat([known, present === undefined ? further : where(present, further, IGNORED)], 1);
}

/** Which targets are the same as a query's own and are not it, bool [batch, targets]. */
function sameAsOwn(queries: Tensor, targets: Tensor, ids: Tensor): Tensor {
  requireIndices("contrastiveScores", [queries, targets, ids], ids);
  const [batch, count] = [queries.shape[0] as Dimension, targets.shape[0] as Dimension];
  if (!sameShape(ids.shape, [count]))
    throw graphError("contrastiveScores", [queries, targets, ids], `ids of shape [${count}]`, `${ids}`);
  const others = subtractDimensions(count, batch);
  const own = others === 0 ? ids : (split(ids, [batch, others], 0)[0] as Tensor);
  const diagonal = equal(unsqueeze(range(batch), 1), range(count));
  return and(equal(unsqueeze(own, 1), ids), not(diagonal));
}

/** Dot products of each query with its own negatives, [batch, negatives]. */
function negativeScores(queries: Tensor, negatives: Tensor): Tensor {
  const [batch, width] = queries.shape;
  if (negatives.rank !== 3 || negatives.shape[0] !== batch || negatives.shape[2] !== width)
    throw graphError(
      "contrastiveScores",
      [queries, negatives],
      `negatives of shape [${batch}, negatives, ${width}]`,
      `${negatives}`,
    );
  return squeeze(matmul(unsqueeze(queries, 1), negatives, { transposeB: true }), 1);
}

/**
 * Minus the logarithm of the probability that softmax gives to all right answers together: one of them has to be found,
 * whichever it is.
 *
 * @param scores [rows, answers]
 * @param positives which answers are right, bool [rows, answers]; rows without any do not count
 */
export function anyPositiveLoss(scores: Tensor, positives: Tensor): Tensor {
  const counts = countsOf("anyPositiveLoss", scores, positives);
  const right = logSumExp(where(positives, scores, IGNORED), 1);
  return weightedMean("anyPositiveLoss", sub(logSumExp(scores, 1), right), minimum(counts, 1));
}

/**
 * The mean over the right answers of minus the logarithm of the probability that softmax gives to each: all of them have
 * to be found (supervised contrastive learning, "out", Khosla et al. 2020, https://arxiv.org/abs/2004.11362).
 *
 * @param scores [rows, answers]
 * @param positives which answers are right, bool [rows, answers]; rows without any do not count
 */
export function allPositivesLoss(scores: Tensor, positives: Tensor): Tensor {
  const counts = countsOf("allPositivesLoss", scores, positives);
  const right = div(sum(where(positives, scores, 0), { axes: [1] }), maximum(counts, 1));
  return weightedMean("allPositivesLoss", sub(logSumExp(scores, 1), right), minimum(counts, 1));
}

/** How many right answers each row has, float32 [rows]. */
function countsOf(operator: string, scores: Tensor, positives: Tensor): Tensor {
  requireType(operator, "float32", scores);
  requireType(operator, "bool", positives);
  if (scores.rank !== 2 || !sameShape(positives.shape, scores.shape))
    throw graphError(
      operator,
      [scores, positives],
      "two matrices of one shape",
      `${formatShape(scores.shape)} and ${formatShape(positives.shape)}`,
    );
  return sum(cast(positives, "float32"), { axes: [1] });
}
