import { createRequire } from "node:module";
import type { ItemToken, WinkMethods } from "wink-nlp";

/** Universal POS tag of a stretch of a sentence, offsets in UTF-16 units of the sentence. */
export interface TaggedToken {
  start: number;
  end: number;
  /** Universal Dependencies tag: NOUN, PROPN, VERB, ADJ … */
  tag: string;
}

let wink: WinkMethods | undefined;

/** wink-nlp with its English model (MIT); loaded when first needed, 0.1 s. */
function tagger(): WinkMethods {
  if (wink === undefined) {
    const require = createRequire(import.meta.url);
    const load = require("wink-nlp") as typeof import("wink-nlp").default;
    wink = load(require("wink-eng-lite-web-model"), ["sbd", "pos"]);
  }
  return wink;
}

/**
 * Tags the words of one sentence; about 0.5 MB/s.
 *
 * @example
 * ```ts
 * tagSentence("The prey saw the jaguar.").map(({ tag }) => tag); // ["DET", "NOUN", "VERB", "DET", "NOUN", "PUNCT"]
 * ```
 */
export function tagSentence(sentence: string): TaggedToken[] {
  const { readDoc, its } = tagger();
  const tagged: TaggedToken[] = [];
  let at = 0;
  readDoc(sentence)
    .tokens()
    .each((token: ItemToken) => {
      const value = token.out(its.value) as string;
      // The tagger reports no offsets; its tokens follow each other and are found where they stand.
      const start = sentence.indexOf(value, at);
      if (start < 0) return;
      at = start + value.length;
      tagged.push({ start, end: at, tag: token.out(its.pos) as string });
    });
  return tagged;
}
