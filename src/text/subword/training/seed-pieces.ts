import { byUnits, type CountedWord } from "./count-words.js";

/** A candidate for a vocabulary and how much text it covers. */
export interface SeedPiece {
  piece: string;
  weight: number;
}

/** No longer piece is a candidate; in characters, as in SentencePiece. */
const MAX_CHARACTERS = 16;

/**
 * Candidates for a Unigram vocabulary: all characters, and the repeated parts of words that cover most text (count
 * times length). A part that always goes on in the same way is left out in favour of the longer one.
 *
 * Parts of n + 1 characters are told apart by the two parts of n that overlap in them, so that each length is one
 * pass over the words with no text being compared (after Karp, Miller & Rosenberg 1972). SentencePiece finds the same
 * with a suffix array, but counts every distinct word once; here a word counts as often as it occurs.
 */
export function seedPieces(words: readonly CountedWord[], most: number): SeedPiece[] {
  const letters = new Map<string, number>();
  const text: string[] = [];
  const counts: number[] = [];
  for (const [word, count] of words) {
    for (const letter of word) {
      letters.set(letter, (letters.get(letter) ?? 0) + count);
      text.push(letter);
      counts.push(count);
    }
    // No part reaches over the end of a word.
    text.push("");
    counts.push(0);
  }
  const parts = repeatedParts(text, counts).map(
    ({ start, length, count }): SeedPiece => ({
      piece: text.slice(start, start + length).join(""),
      weight: count * length,
    }),
  );
  const heaviest = (a: SeedPiece, b: SeedPiece): number => b.weight - a.weight || byUnits(a.piece, b.piece);
  const single = Array.from(letters, ([piece, weight]): SeedPiece => ({ piece, weight })).sort(heaviest);
  return [...single, ...parts.sort(heaviest).slice(0, Math.max(0, most - single.length))];
}

interface Part {
  start: number;
  length: number;
  count: number;
  /** Whether something longer occurs as often and begins with this. */
  redundant: boolean;
}

/** The parts of two or more characters that occur twice. */
function repeatedParts(text: readonly string[], counts: readonly number[]): Part[] {
  const found: Part[] = [];
  const letters = new Map<string, number>();
  /** By place: which part of the current length begins there, -1 for one that does not come again. */
  let classes = Int32Array.from(text, (letter) => {
    if (letter === "") return -1;
    if (!letters.has(letter)) letters.set(letter, letters.size);
    return letters.get(letter) as number;
  });
  let parts: Part[] = [];
  for (let length = 2; length <= MAX_CHARACTERS; length++) {
    const shorter = parts;
    const longer: Part[] = [];
    const numbers = new Map<number, number>();
    const limit = Math.max(letters.size, shorter.length);
    const next = new Int32Array(text.length).fill(-1);
    for (let at = 0; at + 1 < text.length; at++) {
      const [first, second] = [classes[at] as number, classes[at + 1] as number];
      if (first === -1 || second === -1) continue;
      const key = first * limit + second;
      let number = numbers.get(key);
      if (number === undefined) {
        number = longer.length;
        numbers.set(key, number);
        longer.push({ start: at, length, count: 0, redundant: false });
      }
      (longer[number] as Part).count += counts[at] as number;
      next[at] = number;
    }
    const kept = new Int32Array(longer.length);
    parts = [];
    longer.forEach((part, number) => {
      kept[number] = part.count >= 2 ? parts.length : -1;
      if (part.count < 2) return;
      parts.push(part);
      const start = shorter[classes[part.start] as number];
      if (start?.count === part.count) start.redundant = true;
    });
    classes = next.map((number) => (number === -1 ? -1 : (kept[number] as number)));
    for (const part of shorter) if (!part.redundant) found.push(part);
    if (parts.length === 0) return found;
  }
  for (const part of parts) found.push(part);
  return found;
}
