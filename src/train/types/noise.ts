import type { TypeConfig } from "./schema.js";

/** How much of texts is made worse in training. */
export type Noise = TypeConfig["noise"];

const WORD = /\p{L}[\p{L}\p{M}]*/gu;

/**
 * A text some of whose words are in small letters, and some without the "s" at their end, for which a space stands; all others are
 * where they were. DeepType's training does so to 5 % of the words each, and hides 15 % of them.
 *
 * @param next gives numbers from 0 to below 1
 */
export function noisyText(text: string, shares: Pick<Noise, "case" | "endings">, next: () => number): string {
  if (shares.case === 0 && shares.endings === 0) return text;
  return text.replace(WORD, (word) => {
    const lower = word.toLowerCase();
    // A few letters are as small ones more than one.
    const cased = lower.length === word.length && next() < shares.case ? lower : word;
    return cased.length > 1 && /s$/i.test(cased) && next() < shares.endings
      ? `${cased.slice(0, -1)} `
      : cased;
  });
}
