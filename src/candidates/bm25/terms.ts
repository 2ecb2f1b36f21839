import { NamesakeError } from "../../errors.js";
import { stemOf } from "../../text/stems.js";
import { tokenise } from "../../text/tokens.js";

/** A text, and how much its words count. */
export interface WeightedText {
  text: string;
  /**
   * What each of its words counts as, above 0 and at most 1000; default 1. In a document it is a whole number: the text counts as if it
   * stood there so often.
   */
  weight?: number;
}

/** One text, or several of different weights, such as the name of an entity beside its description. */
export type Words = string | readonly WeightedText[];

const GREATEST_WEIGHT = 1000;
/** Longest word that is one, in UTF-16 units: beyond it lie sequences and keys. */
const LONGEST_WORD = 60;

/**
 * The terms of a text, in order: Porter stems of its words, folded, without stop words. A text of stop words alone ("The Who",
 * "Yes", "It") keeps them, as they are all that it says.
 */
export function termsOf(text: string): string[] {
  const words: string[] = [];
  const stems: string[] = [];
  for (const { norm } of tokenise(text)) {
    if (norm === "" || norm.length > LONGEST_WORD) continue;
    words.push(norm);
    const stem = stemOf(norm);
    if (stem !== "") stems.push(stem);
  }
  return stems.length > 0 ? stems : words;
}

/**
 * How often each term occurs, every occurrence counted by the weight of its text.
 *
 * @throws {NamesakeError} OPTION_INVALID where a weight is out of its range, or not whole and `whole` asks for it
 */
export function countTerms(words: Words, { whole = false } = {}): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text, weight = 1 } of typeof words === "string" ? [{ text: words }] : words) {
    if (!(weight > 0 && weight <= GREATEST_WEIGHT) || (whole && !Number.isInteger(weight)))
      throw new NamesakeError("OPTION_INVALID", {
        option: "the weight of a text",
        expected: `${whole ? "a whole number" : "a number"} above 0, at most ${GREATEST_WEIGHT}`,
        found: String(weight),
      });
    for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + weight);
  }
  return counts;
}
