import { NamesakeError } from "../../errors.js";
import { loadKnowledgeBase } from "../../load.js";
import type { LinkedTexts } from "../../train/encoders/linked-texts.js";
import type { Begun, Prepared } from "../../train/encoders/preparation.js";
import type { TrainingConfig } from "../../train/training-schema.js";
import type { Run } from "./kind.js";
import { linkedTexts } from "./linked-texts.js";
import { noteKnowledgeBase } from "./run-kb.js";
import { counted } from "./words.js";

/** Settings of a training that begins with the package's own encoder, or with nothing, where it is given no other. */
type EncoderConfig = TrainingConfig & { model: { trunk: "use-lite" | "new" } };

/**
 * Prepares the training of an encoder with texts that are linked to a KB.
 *
 * @param problem told of each thing in the data that is left out
 * @param prepare leaves what the training begins with in the folder of the run
 * @returns what to tell, in whole sentences
 * @throws {NamesakeError} OPTION_INVALID where nothing is linked; and what `prepare` throws
 */
export async function prepareLinked<C extends EncoderConfig>(
  { data, config, folder, init, kb: name }: Run<C>,
  problem: (message: string) => void,
  prepare: (
    folder: string,
    texts: LinkedTexts,
    config: C,
    init: string | undefined,
  ) => Promise<Prepared & Begun>,
): Promise<string[]> {
  const kb = await loadKnowledgeBase(name);
  try {
    const texts = await linkedTexts(kb, data.training, data, ({ message }) => problem(message));
    const { popularity, begun, parameters } = await prepare(folder, texts, config, init);
    if (popularity.mentions === 0)
      throw new NamesakeError("OPTION_INVALID", {
        option: "The training data",
        expected: `documents in which entities of the knowledge base ${name} are linked`,
        found: "none",
      });
    await noteKnowledgeBase(folder, kb);
    const origin = init ?? (config.model.trunk === "new" ? "nothing" : "the Universal Sentence Encoder Lite");
    return [
      `Training on ${counted(popularity.mentions, "mention")} of ${counted(popularity.counts.size, "entity", "entities")}.`,
      `Of ${counted(parameters, "tensor")} ${begun} begin with the numbers of ${origin}; the others are drawn.`,
    ];
  } finally {
    await kb.close();
  }
}
