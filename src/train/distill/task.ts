import type { Task } from "../../nn/training/task.js";
import { sizesOf } from "../biencoder/preparation.js";
import { type BiEncoderData, biEncoderTask } from "../biencoder/task.js";
import type { CandidateLists } from "../encoders/candidate-lists.js";
import { type TaughtExample, taughtExamples, withTeacher } from "./examples.js";
import { type DistillationFeed, distillationModel } from "./model.js";
import type { DistillationConfig } from "./schema.js";

/** What a student is trained on and measured with. */
export interface DistillationData extends BiEncoderData {
  /** Candidates of the mentions of the training data, of all or of the first, with the teacher's scores. */
  teacher: CandidateLists;
}

/**
 * The training of a bi-encoder that learns what a teacher thinks of candidates beside what the labels say. All else is as in the
 * training of any bi-encoder, and so is what grows.
 */
export function distillationTask(
  data: DistillationData,
  config: DistillationConfig,
): Task<TaughtExample, DistillationFeed> {
  const { candidates, share, temperature } = config.teacher;
  const { hard, nil } = config.negatives;
  // Room for all candidates that are taught; what they leave, since mentions share some, is for other wrong entities.
  const negatives = { ...config.negatives, hard: hard + candidates };
  const student = biEncoderTask(data, { ...config, negatives });
  const sizes = sizesOf(data.preparation.settings, config);
  return {
    ...student,
    model: distillationModel(sizes, nil, { share, temperature }),
    examples: (epoch) => taughtExamples(student.examples(epoch), data.teacher, candidates),
    collate: (examples, length) => withTeacher(student.collate(examples, length), examples, candidates),
  };
}
