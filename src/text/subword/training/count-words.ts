import { AlignedText } from "../aligned-text.js";
import { wellFormed } from "../code-points.js";
import type { Normaliser } from "../normalisers.js";
import { onePiece, type PreTokeniser } from "../pieces.js";

/** Texts to learn from: in memory, or as they are read. */
export type TrainingTexts = Iterable<string> | AsyncIterable<string>;

/** A word and how often it occurs. */
export type CountedWord = readonly [word: string, count: number];

/**
 * The words of some texts, as a model will be given them, the most frequent first and equally frequent ones in the
 * order of their UTF-16 units: nothing depends on the order of the texts.
 *
 * @param maxCharacters longer words are left out, in UTF-16 units
 */
export async function countWords(
  texts: TrainingTexts,
  normalise: Normaliser,
  preTokenise: PreTokeniser,
  maxCharacters: number,
): Promise<CountedWord[]> {
  const counts = new Map<string, number>();
  for await (const text of texts) {
    const { aligned, bounds } = preTokenise(onePiece(normalise(new AlignedText(wellFormed(text)))));
    for (let i = 0; i < bounds.length; i += 2) {
      const [start, end] = [bounds[i] as number, bounds[i + 1] as number];
      if (end - start > maxCharacters) continue;
      const word = aligned.text.slice(start, end);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || byUnits(a, b));
}

/** Orders texts by their UTF-16 units, whatever the language of the machine is. */
export const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
