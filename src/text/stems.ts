import { stemmer } from "stemmer";
import { foldToken } from "./fold.js";
import { STOP_WORDS } from "./stop-words.js";

const WORD = /[\p{L}\p{N}]{2,}/gu;
const known = new Map<string, string>();
const MAX_KNOWN = 200_000;
/** Longest word that is one; beyond it lie sequences and keys. */
const MAX_WORD = 60;

/** The Porter stem of one word (M. F. Porter, "An algorithm for suffix stripping", 1980), folded; "" for a stop word. */
export function stemOf(word: string): string {
  let stem = known.get(word);
  if (stem === undefined) {
    const folded = word.length > MAX_WORD ? "" : foldToken(word);
    stem = STOP_WORDS.has(folded) ? "" : stemmer(folded);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(word, stem);
  }
  return stem;
}

/** The stems of the words of a text that carry meaning, each once, in order of appearance. */
export function contentStems(text: string): Set<string> {
  const stems = new Set<string>();
  for (const [word] of text.matchAll(WORD)) {
    const stem = stemOf(word);
    if (stem.length > 1) stems.add(stem);
  }
  return stems;
}
