import { type Vocabulary, VocabularyCounter } from "../../models/tagger/vocabulary.js";
import { tokenise } from "../../text/tokens.js";
import { LabelMeanings } from "./label-meanings.js";
import { ANY_CLASS, type Texts } from "./labelled-text.js";
import type { TaggerConfig } from "./schema.js";

/** What there is to train on. */
export interface DataSize {
  documents: number;
  names: number;
  words: number;
}

/**
 * Reads texts once and makes the vocabulary of a tagger for them.
 *
 * @param base the vocabulary of a tagger that is to be trained further
 */
export async function countVocabulary(
  texts: Texts,
  { model, labels }: TaggerConfig,
  base?: Vocabulary,
): Promise<{ vocabulary: Vocabulary; size: DataSize }> {
  const counter = new VocabularyCounter();
  const meanings = new LabelMeanings(labels.mean);
  const size = { documents: 0, names: 0, words: 0 };
  for await (const document of texts()) {
    const { text } = document;
    for (const { start, end } of tokenise(text)) {
      counter.addWord(text.slice(start, end));
      size.words++;
    }
    for (const { label } of document.mentions)
      if (label !== undefined) for (const name of meanings.classesOf(label)) counter.addClass(name);
    size.documents++;
    size.names += document.mentions.length;
  }
  if (counter.classes.size === 0) counter.addClass(ANY_CLASS);
  return { vocabulary: counter.vocabulary(model, base), size };
}
