import { join } from "node:path";
import { readVocabulary, TAGGER_FILES } from "../../models/tagger/tagger.js";
import type { Task } from "../../nn/training/task.js";
import { beginWith } from "../../train/tagger/initial.js";
import type { TaggerConfig } from "../../train/tagger/schema.js";
import { taggerTask } from "../../train/tagger/task.js";
import { documentsOf } from "./data.js";
import type { Run } from "./kind.js";

/** The task of training a tagger, for the thread or the process that trains it; its vocabulary lies in the folder. */
export async function taggerTaskOf({ data, config, folder, init }: Run<TaggerConfig>): Promise<Task> {
  const vocabulary = await readVocabulary(join(folder, TAGGER_FILES.vocabulary));
  const beginning = init === undefined ? undefined : await beginWith(init, vocabulary, config);
  return taggerTask(
    {
      training: await documentsOf(data.training, data),
      development: await documentsOf(data.development, data),
      vocabulary,
      ...(beginning === undefined ? {} : { initial: beginning.parameters }),
    },
    config,
  ) as Task;
}
