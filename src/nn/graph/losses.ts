import { type Operand, requireIndices, requireType } from "./checks.js";
import { stopGradient } from "./compare.js";
import { type ContrastiveOptions, contrastiveScores } from "./contrastive.js";
import { add, exp, mul, relu, softplus, square, sub } from "./elementwise.js";
import { gatherElements, range } from "./gather.js";
import { squeeze, unsqueeze } from "./layout.js";
import { logSumExp, mean, sum } from "./reduce.js";
import { formatShape, sameShape } from "./shape.js";
import { logSoftmax } from "./softmax.js";
import { graphError, type Tensor } from "./tensor.js";
import { weightedMean } from "./weighted-mean.js";

/** What training makes small. Each is a mean, of shape []. */

export interface CrossEntropyOptions {
  /**
   * The share of the right class's target that is given to all classes alike (label smoothing, Szegedy et al. 2016,
   * https://arxiv.org/abs/1512.00567), default 0.
   */
  smoothing?: number;
}

/**
 * Cross-entropy: minus the logarithm of the probability that softmax gives to the right class.
 *
 * @param logits [..., classes]
 * @param labels the right classes, int32 or int64 [...]; also where the weight is 0 they are from 0 to classes - 1
 * @param weights float32 [...], absent = all 1
 */
export function crossEntropy(
  logits: Tensor,
  labels: Tensor,
  weights?: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  const { smoothing = 0 } = options;
  const operands = [logits, labels];
  requireType("crossEntropy", "float32", logits);
  requireIndices("crossEntropy", operands, labels);
  const rows = logits.shape.slice(0, -1);
  if (logits.rank < 1 || !sameShape(labels.shape, rows))
    throw graphError("crossEntropy", operands, `labels of shape ${formatShape(rows)}`, `${labels}`);
  if (!(smoothing >= 0 && smoothing < 1))
    throw graphError("crossEntropy", operands, "a smoothing from 0 to below 1", `${smoothing}`);
  const right = squeeze(gatherElements(logits, unsqueeze(labels, -1)), -1);
  const target =
    smoothing === 0 ? right : add(mul(right, 1 - smoothing), mul(mean(logits, { axes: [-1] }), smoothing));
  return weightedMean("crossEntropy", sub(logSumExp(logits, -1), target), weights);
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
 * @param scale of the dot products, one over the temperature: a number, or a tensor of shape [] that is learned
 * @example
 * ```ts
 * const scale = exp(scope.parameter("scale", [], { kind: "constant", value: Math.log(20) }));
 * const loss = inBatchLoss(mentions, entities, scale, { negatives, present, ids });
 * ```
 */
export function inBatchLoss(
  queries: Tensor,
  targets: Tensor,
  scale: Operand = 1,
  options: ContrastiveOptions = {},
): Tensor {
  return crossEntropy(contrastiveScores(queries, targets, scale, options), range(queries.shape[0] ?? 1));
}

/** max(0, margin - right + wrong), of scores that are broadcast to each other. */
export const marginLoss = (right: Tensor, wrong: Tensor, margin: number): Tensor =>
  mean(relu(add(sub(wrong, right), margin)));

/**
 * The mean of squared differences.
 *
 * @param predictions any shape
 * @param targets of the same shape
 * @param weights of the same shape, absent = all 1
 */
export function meanSquaredError(predictions: Tensor, targets: Tensor, weights?: Tensor): Tensor {
  const operands = [predictions, targets];
  requireType("meanSquaredError", "float32", ...operands);
  if (!sameShape(predictions.shape, targets.shape))
    throw graphError("meanSquaredError", operands, "targets of the predictions' shape", `${targets}`);
  return weightedMean("meanSquaredError", square(sub(predictions, targets)), weights);
}

/**
 * How far the probabilities of a model are from those of its teacher, both made softer by a temperature (Hinton et al.
 * 2015, https://arxiv.org/abs/1503.02531): their Kullback-Leibler divergence, times the square of the temperature, by
 * which derivatives stay of one size whatever it is. None is taken by the teacher's logits.
 *
 * @param logits [..., classes]
 * @param teacher logits of the same shape
 * @param weights float32 [...], absent = all 1
 */
export function distillationLoss(logits: Tensor, teacher: Tensor, temperature = 1, weights?: Tensor): Tensor {
  const operands = [logits, teacher];
  requireType("distillationLoss", "float32", ...operands);
  if (logits.rank < 1 || !sameShape(logits.shape, teacher.shape))
    throw graphError("distillationLoss", operands, "a teacher's logits of the same shape", `${teacher}`);
  if (!(temperature > 0 && Number.isFinite(temperature)))
    throw graphError("distillationLoss", operands, "a temperature above 0", `${temperature}`);
  const soft = (x: Tensor): Tensor => logSoftmax(mul(x, 1 / temperature));
  const expected = soft(stopGradient(teacher));
  const divergence = sum(mul(exp(expected), sub(expected, soft(logits))), { axes: [-1] });
  return mul(weightedMean("distillationLoss", divergence, weights), temperature ** 2);
}
