import { Casing, casingOf } from "./casing.js";
import type { Token } from "./tokens.js";

/** Shapes of words are from 1 to before this; models take 0 for padding. */
export const SHAPES = 15;

const KINDS = { number: 1, symbol: 2, punctuation: 3, possessive: 4 } as const;
const CASINGS: ReadonlyMap<number, number> = new Map([
  [Casing.lower, 5],
  [Casing.title, 6],
  [Casing.upper, 7],
  [Casing.title | Casing.upper, 8],
  [Casing.mixed, 9],
]);
/** Added to the shape of a word with a digit in it. */
const WITH_DIGIT = 5;

/**
 * How a token is written, as a number for models: its kind, or for a word its casing and whether it has a digit.
 *
 * @param word what the text has there
 */
export function wordShape({ kind }: Pick<Token, "kind">, word: string): number {
  if (kind !== "word") return KINDS[kind];
  return (CASINGS.get(casingOf(word)) as number) + (/\d/.test(word) ? WITH_DIGIT : 0);
}
