import type { Task } from "../../nn/training/task.js";
import { readSpanPreparation, type SpanConfig, spanTask } from "../../train/spans/index.js";
import { documentsOf } from "./data.js";
import type { Run } from "./kind.js";

/** The task of training a model of spans, for the thread or the process that trains it. */
export async function spanTaskOf({ data, config, folder }: Run<SpanConfig>): Promise<Task> {
  return spanTask(
    {
      training: await documentsOf(data.training, data),
      development: await documentsOf(data.development, data),
      preparation: await readSpanPreparation(folder, config),
    },
    config,
  ) as Task;
}
