import { cast, equal, less, where } from "../../nn/graph/compare.js";
import { range } from "../../nn/graph/gather.js";
import { crossEntropy } from "../../nn/graph/losses.js";
import { argMax, mean } from "../../nn/graph/reduce.js";
import type { Tensor } from "../../nn/graph/tensor.js";
import { int32, type Losses } from "../../nn/layers/model.js";

/** Of a batch for training: how many candidates each mention has, and the place of its own entity among them. */
export const ANSWERS = { counts: int32("mentions", 1), labels: int32("mentions") } as const;

/** The score of a candidate that is not there: its probability is 0. */
const ABSENT = -1e9;

/**
 * How far the own entities are from having the highest scores.
 *
 * @param scores [mentions, candidates], of which the first `counts` are there
 */
export function answersLoss(
  scores: Tensor,
  { counts, labels }: Readonly<Record<keyof typeof ANSWERS, Tensor>>,
): Losses {
  const answers = where(less(range(scores.shape[1] as number), counts), scores, ABSENT);
  const right = cast(equal(cast(argMax(answers, 1), "int32"), labels), "float32");
  return { loss: crossEntropy(answers, labels), measures: { accuracy: mean(right, { axes: [0] }) } };
}
