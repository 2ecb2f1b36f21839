import { loadKnowledgeBase } from "../../load.js";
import { checkListedMentions, openCandidateLists } from "../../train/encoders/candidate-lists-file.js";
import type { Run } from "./kind.js";
import { linkedTexts } from "./linked-texts.js";

/**
 * Checks that candidate lists are of the data and the KB of a run.
 *
 * @returns how many of the mentions of the training data have lists, which are the first
 * @throws {NamesakeError} what `openCandidateLists` and `checkListedMentions` throw
 */
export async function listedMentions(path: string, { data, kb: name }: Run): Promise<number> {
  const kb = await loadKnowledgeBase(name);
  try {
    const lists = openCandidateLists(path, kb);
    try {
      await checkListedMentions(lists, await linkedTexts(kb, data.training, data));
      return lists.mentions;
    } finally {
      lists.close();
    }
  } finally {
    await kb.close();
  }
}
