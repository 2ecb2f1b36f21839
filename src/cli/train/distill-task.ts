import type { Task } from "../../nn/training/task.js";
import { type DistillationConfig, distillationTask } from "../../train/distill/index.js";
import { openCandidateLists } from "../../train/encoders/candidate-lists-file.js";
import { biEncoderDataOf } from "./biencoder-task.js";
import type { Run } from "./kind.js";

/** The task of distillation, for the thread or the process that trains the student. */
export async function distillationTaskOf(run: Run<DistillationConfig>): Promise<Task> {
  const data = await biEncoderDataOf(run);
  const teacher = openCandidateLists(run.config.teacher.file, data.kb);
  return distillationTask({ ...data, teacher }, run.config) as Task;
}
