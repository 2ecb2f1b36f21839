import type { Task } from "../../nn/training/task.js";
import { readTaggerPreparation } from "../../train/tagger/preparation.js";
import type { TaggerConfig } from "../../train/tagger/schema.js";
import { taggerTask } from "../../train/tagger/task.js";
import { documentsOf } from "./data.js";
import type { Run } from "./kind.js";

/** The task of training a tagger, for the thread or the process that trains it; what it begins with lies in the folder. */
export async function taggerTaskOf({ data, config, folder }: Run<TaggerConfig>): Promise<Task> {
  return taggerTask(
    {
      training: await documentsOf(data.training, data),
      development: await documentsOf(data.development, data),
      ...(await readTaggerPreparation(folder)),
    },
    config,
  ) as Task;
}
