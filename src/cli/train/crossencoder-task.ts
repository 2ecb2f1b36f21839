import type { Task } from "../../nn/training/task.js";
import {
  type CrossEncoderConfig,
  crossEncoderTask,
  readCrossPreparation,
} from "../../train/crossencoder/index.js";
import { openCandidateLists } from "../../train/encoders/candidate-lists-file.js";
import type { Run } from "./kind.js";
import { linkedTexts } from "./linked-texts.js";
import { openRunKnowledgeBase } from "./run-kb.js";

/** The task of training a cross-encoder, for the thread or the process that trains it. */
export async function crossEncoderTaskOf(run: Run<CrossEncoderConfig>): Promise<Task> {
  const { data, config, folder } = run;
  const kb = await openRunKnowledgeBase(run);
  const { file } = config.candidates;
  return crossEncoderTask(
    {
      kb,
      training: await linkedTexts(kb, data.training, data),
      development: await linkedTexts(kb, data.development, data),
      preparation: await readCrossPreparation(folder),
      ...(file === "" ? {} : { lists: openCandidateLists(file, kb) }),
    },
    config,
  ) as Task;
}
