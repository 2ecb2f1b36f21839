import { loadKnowledgeBase } from "../../load.js";
import type { Task } from "../../nn/training/task.js";
import { type BiEncoderConfig, biEncoderTask, readPreparation } from "../../train/biencoder/index.js";
import type { BiEncoderData } from "../../train/biencoder/task.js";
import { openCandidateLists } from "../../train/encoders/candidate-lists-file.js";
import type { Run } from "./kind.js";
import { linkedTexts } from "./linked-texts.js";

/** The task of training a bi-encoder, for the thread or the process that trains it. */
export async function biEncoderTaskOf(run: Run<BiEncoderConfig>): Promise<Task> {
  return biEncoderTask(await biEncoderDataOf(run), run.config) as Task;
}

/** What a bi-encoder is trained on and measured with. */
export async function biEncoderDataOf({
  data,
  config,
  folder,
  kb: name,
}: Run<BiEncoderConfig>): Promise<BiEncoderData> {
  const kb = await loadKnowledgeBase(name);
  const { mined } = config.negatives;
  const lists = mined === "" ? undefined : openCandidateLists(mined, kb);
  return {
    kb,
    training: await linkedTexts(kb, data.training, data),
    development: await linkedTexts(kb, data.development, data),
    preparation: await readPreparation(folder, config),
    // There may be lists for the first mentions alone.
    ...(lists && { mined: (place) => (place < lists.mentions ? lists.rows(place) : undefined) }),
  };
}
