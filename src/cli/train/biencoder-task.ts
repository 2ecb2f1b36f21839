import { openEntityTypes, readEntityTypes } from "../../link/types/open-types.js";
import type { Task } from "../../nn/training/task.js";
import { type BiEncoderConfig, biEncoderTask, readPreparation } from "../../train/biencoder/index.js";
import type { BiEncoderData } from "../../train/biencoder/task.js";
import { openCandidateLists } from "../../train/encoders/candidate-lists-file.js";
import type { Run } from "./kind.js";
import { linkedTexts } from "./linked-texts.js";
import { openRunKnowledgeBase } from "./run-kb.js";

/** The task of training a bi-encoder, for the thread or the process that trains it. */
export async function biEncoderTaskOf(run: Run<BiEncoderConfig>): Promise<Task> {
  return biEncoderTask(await biEncoderDataOf(run), run.config) as Task;
}

/** What a bi-encoder is trained on and measured with. */
export async function biEncoderDataOf(run: Run<BiEncoderConfig>): Promise<BiEncoderData> {
  const { data, config, folder } = run;
  const kb = await openRunKnowledgeBase(run);
  const { mined, sameClass } = config.negatives;
  const { file, inText } = config.types;
  const lists = mined === "" ? undefined : openCandidateLists(mined, kb);
  return {
    kb,
    training: await linkedTexts(kb, data.training, data),
    development: await linkedTexts(kb, data.development, data),
    preparation: await readPreparation(folder, config),
    // There may be lists for the first mentions alone.
    ...((sameClass || inText) && { types: file === "" ? openEntityTypes(kb) : readEntityTypes(kb, file) }),
    ...(lists && { mined: (place) => (place < lists.mentions ? lists.rows(place) : undefined) }),
  };
}
