import { requireIndices, requireType } from "./checks.js";
import { add, div, maximum, mul, relu, softplus, sub } from "./elementwise.js";
import { gatherElements, range } from "./gather.js";
import { squeeze, unsqueeze } from "./layout.js";
import { matmul } from "./matmul.js";
import { logSumExp, mean, sum } from "./reduce.js";
import { formatShape, sameShape } from "./shape.js";
import { graphError, type Tensor } from "./tensor.js";

/** What training makes small. Each is a mean, of shape []. */

/** The mean of losses; with weights those of weight 0 do not count: padding, or tokens that were not masked. */
function weightedMean(operator: string, losses: Tensor, weights: Tensor | undefined): Tensor {
  if (weights === undefined) return mean(losses);
  requireType(operator, "float32", weights);
  if (!sameShape(weights.shape, losses.shape))
    throw graphError(
      operator,
      [losses, weights],
      `weights of shape ${formatShape(losses.shape)}`,
      `${weights}`,
    );
  // Weights that are all 0 give a loss of 0 and not of NaN.
  return div(sum(mul(losses, weights)), maximum(sum(weights), 1e-9));
}

/**
 * Cross-entropy: minus the logarithm of the probability that softmax gives to the right class.
 *
 * @param logits [..., classes]
 * @param labels the right classes, int32 or int64 [...]; also where the weight is 0 they are from 0 to classes - 1
 * @param weights float32 [...], absent = all 1
 */
export function crossEntropy(logits: Tensor, labels: Tensor, weights?: Tensor): Tensor {
  const operands = [logits, labels];
  requireType("crossEntropy", "float32", logits);
  requireIndices("crossEntropy", operands, labels);
  const rows = logits.shape.slice(0, -1);
  if (logits.rank < 1 || !sameShape(labels.shape, rows))
    throw graphError("crossEntropy", operands, `labels of shape ${formatShape(rows)}`, `${labels}`);
  const right = squeeze(gatherElements(logits, unsqueeze(labels, -1)), -1);
  return weightedMean("crossEntropy", sub(logSumExp(logits, -1), right), weights);
}

/**
 * Cross-entropy of answers that are each yes or no.
 *
 * @param logits before the sigmoid, any shape
 * @param targets float32 from 0 to 1, of the same shape
 * @param weights of the same shape, absent = all 1
 */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor, weights?: Tensor): Tensor {
  const operands = [logits, targets];
  requireType("binaryCrossEntropy", "float32", ...operands);
  if (!sameShape(logits.shape, targets.shape))
    throw graphError("binaryCrossEntropy", operands, "targets of the logits' shape", `${targets}`);
  return weightedMean("binaryCrossEntropy", sub(softplus(logits), mul(logits, targets)), weights);
}

/**
 * The contrastive loss with the others of the batch as wrong answers (Henderson et al. 2017,
 * https://arxiv.org/abs/1705.00652): the i-th query should be nearest to the i-th target.
 *
 * @param queries [batch, width]
 * @param targets [batch, width], or more rows than queries: those after the batch are wrong answers to all
 * @param scale of the dot products; one over the temperature
 */
export function inBatchLoss(queries: Tensor, targets: Tensor, scale = 1): Tensor {
  const operands = [queries, targets];
  if (queries.rank !== 2 || targets.rank !== 2)
    throw graphError("inBatchLoss", operands, "two matrices", `${queries.rank} and ${targets.rank} axes`);
  const scores = mul(matmul(queries, targets, { transposeB: true }), scale);
  return crossEntropy(scores, range(queries.shape[0] ?? 1));
}

/** max(0, margin - right + wrong), of scores that are broadcast to each other. */
export const marginLoss = (right: Tensor, wrong: Tensor, margin: number): Tensor =>
  mean(relu(add(sub(wrong, right), margin)));
