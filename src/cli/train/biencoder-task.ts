import { loadKnowledgeBase } from "../../load.js";
import type { Task } from "../../nn/training/task.js";
import { type BiEncoderConfig, biEncoderTask, readPreparation } from "../../train/biencoder/index.js";
import type { Run } from "./kind.js";
import { linkedTexts } from "./linked-texts.js";

/** The task of training a bi-encoder, for the thread or the process that trains it. */
export async function biEncoderTaskOf({
  data,
  config,
  folder,
  kb: name,
}: Run<BiEncoderConfig>): Promise<Task> {
  const kb = await loadKnowledgeBase(name);
  return biEncoderTask(
    {
      kb,
      training: await linkedTexts(kb, data.training, data),
      development: await linkedTexts(kb, data.development, data),
      preparation: await readPreparation(folder, config),
    },
    config,
  ) as Task;
}
