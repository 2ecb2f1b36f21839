import {
  BI_ENCODER_BATCH,
  type BiEncoderFeed,
  type BiEncoderSizes,
  batchVectors,
  goldLoss,
} from "../../models/encoders/network.js";
import { cast, greater, where } from "../../nn/graph/compare.js";
import { add, mul } from "../../nn/graph/elementwise.js";
import { gatherElements } from "../../nn/graph/gather.js";
import { distillationLoss } from "../../nn/graph/losses.js";
import { matmul } from "../../nn/graph/matmul.js";
import { max } from "../../nn/graph/reduce.js";
import type { Tensor } from "../../nn/graph/tensor.js";
import { float32, int32, type Model } from "../../nn/layers/model.js";

/** Of a batch for distillation, beside what the training of a bi-encoder has: the candidates that are taught. */
export type DistillationFeed = BiEncoderFeed | "taught" | "teacher";

/** The teacher's score where there is no candidate: its probability is 0. */
export const ABSENT = -1e9;

export interface DistillationSizes {
  /** Share of the labels in the loss; the rest is the teacher's. */
  share: number;
  temperature: number;
}

/**
 * A bi-encoder that is trained on labels and on what a teacher thinks of some candidates of each mention. The loss is
 * share × cross-entropy over all entities of the batch + (1 - share) × how far the student's probabilities of the mention's candidates
 * are from the teacher's, both softened by the temperature (Hinton et al. 2015, https://arxiv.org/abs/1503.02531; BLINK's paper teaches
 * its bi-encoder by its cross-encoder so). Its parameters are those of `biEncoderModel`.
 */
export function distillationModel(
  sizes: BiEncoderSizes,
  nil: boolean,
  { share, temperature }: DistillationSizes,
): Model<DistillationFeed> {
  return {
    name: "distilled bi-encoder",
    batch: {
      ...BI_ENCODER_BATCH,
      /** Which of the batch's entities the candidates are; any where there is none. */
      taught: int32("mentions", "candidates"),
      /** What the teacher thinks of them. */
      teacher: float32("mentions", "candidates"),
    },
    loss(scope, batch) {
      const vectors = batchVectors(scope, batch, sizes);
      const { loss, measures } = goldLoss(scope, vectors, batch, nil);
      const { mentions, entities, scale } = vectors;
      const { taught, teacher } = batch;
      const scores = mul(matmul(mentions, entities, { transposeB: true }), scale);
      const student = where(isThere(teacher), gatherElements(scores, taught), ABSENT);
      const hasAny = cast(isThere(max(teacher, { axes: [1] })), "float32");
      const distance = distillationLoss(student, teacher, temperature, hasAny);
      return { loss: add(mul(loss, share), mul(distance, 1 - share)), measures: { ...measures, distance } };
    },
  };
}

const isThere = (scores: Tensor): Tensor => greater(scores, ABSENT / 2);
