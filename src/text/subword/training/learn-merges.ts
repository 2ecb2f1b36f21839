import { Heap } from "../heap.js";
import { byUnits, type CountedWord } from "./count-words.js";

/** Ids are below this, so that a pair of them fits into one number. */
const LIMIT = 2 ** 26;

export interface LearnOptions {
  /** Tokens of the vocabulary, those that it begins with included. */
  size: number;
  /** Tokens that are in it whatever the words are, in order. */
  given: readonly string[];
  /** What tokens within a word begin with: "##". */
  prefix: string;
  /** Characters of the alphabet at most; rarer ones will be unknown. */
  alphabet: number;
  /** Pairs that occur more rarely are not merged. */
  minFrequency: number;
}

interface Pair {
  left: number;
  right: number;
  /** As it was when the pair was queued. */
  count: number;
}

/** The most frequent first, then by ids. */
const before = (a: Pair, b: Pair): boolean =>
  a.count !== b.count ? a.count > b.count : a.left !== b.left ? a.left < b.left : a.right < b.right;

/**
 * Learns a vocabulary from the most frequent pairs (Gage 1994; Sennrich et al. 2016): words are spelt in characters,
 * then again and again the pair of neighbours that occurs most often becomes a token. It is what BERT's vocabularies
 * are made with outside of Google. A pair's count is put right when it comes to the top of a queue, so that a merge
 * costs what it changes.
 *
 * @returns the tokens in the order of their ids (the given ones, the alphabet, the merged ones), and the pairs in the
 * order in which they were merged
 */
export function learnMerges(
  words: readonly CountedWord[],
  options: LearnOptions,
): { tokens: readonly string[]; merges: readonly (readonly [string, string])[] } {
  const learner = new MergeLearner(words, options);
  while (learner.tokens.length < options.size && learner.merge());
  return learner;
}

class MergeLearner {
  readonly tokens: string[] = [];
  readonly merges: [string, string][] = [];
  readonly #ids = new Map<string, number>();
  readonly #prefix: string;
  readonly #minFrequency: number;
  /** By word: its symbols, and how often it occurs. */
  readonly #words: number[][] = [];
  readonly #frequencies: number[] = [];
  readonly #counts = new Map<number, number>();
  /** By pair: words that it is in, or was. */
  readonly #places = new Map<number, number[]>();
  readonly #queue = new Heap<Pair>(before);

  constructor(words: readonly CountedWord[], { given, prefix, alphabet, minFrequency }: LearnOptions) {
    this.#prefix = prefix;
    this.#minFrequency = Math.max(1, minFrequency);
    for (const token of given) this.#id(token);
    const letters = new Set(commonCharacters(words, alphabet));
    for (const letter of letters) this.#id(letter);
    for (const [word, frequency] of words) {
      const symbols: number[] = [];
      // A character outside the alphabet is as if it were not there.
      for (const letter of word)
        if (letters.has(letter)) symbols.push(this.#id(symbols.length === 0 ? letter : prefix + letter));
      this.#words.push(symbols);
      this.#frequencies.push(frequency);
    }
    this.#words.forEach((_, word) => void this.#count(word, 1));
    for (const [key, count] of this.#counts) this.#enqueue(key, count);
  }

  /** Merges the most frequent pair; whether there was one. */
  merge(): boolean {
    for (let top = this.#queue.pop(); top !== undefined; top = this.#queue.pop()) {
      const key = top.left * LIMIT + top.right;
      const count = this.#counts.get(key) ?? 0;
      if (count < this.#minFrequency) continue;
      if (count !== top.count) {
        this.#enqueue(key, count);
        continue;
      }
      this.#apply(top, key);
      return true;
    }
    return false;
  }

  #apply({ left, right }: Pair, key: number): void {
    const [first, second] = [this.tokens[left] as string, this.tokens[right] as string];
    this.merges.push([first, second]);
    const merged = this.#id(first + second.slice(this.#prefix.length));
    const places = new Set(this.#places.get(key));
    this.#places.delete(key);
    const grown = new Set<number>();
    for (const word of places) {
      this.#count(word, -1);
      const symbols = this.#words[word] as number[];
      let kept = 0;
      for (let i = 0; i < symbols.length; i++) {
        const found = symbols[i] === left && symbols[i + 1] === right;
        symbols[kept++] = found ? merged : (symbols[i] as number);
        if (found) i++;
      }
      symbols.length = kept;
      this.#count(word, 1, merged, grown);
    }
    for (const pair of grown) this.#enqueue(pair, this.#counts.get(pair) as number);
  }

  /** Adds the pairs of a word to the counts, or takes them away; notes those that `merged` is part of. */
  #count(word: number, sign: 1 | -1, merged = -1, grown?: Set<number>): void {
    const symbols = this.#words[word] as number[];
    const frequency = sign * (this.#frequencies[word] as number);
    for (let i = 0; i + 1 < symbols.length; i++) {
      const key = (symbols[i] as number) * LIMIT + (symbols[i + 1] as number);
      const known = this.#counts.get(key);
      this.#counts.set(key, (known ?? 0) + frequency);
      if (sign === -1) continue;
      const fresh = symbols[i] === merged || symbols[i + 1] === merged;
      if (fresh) grown?.add(key);
      if (merged !== -1 && !fresh) continue;
      const places = this.#places.get(key);
      if (places === undefined) this.#places.set(key, [word]);
      else if (places.at(-1) !== word) places.push(word);
    }
  }

  #enqueue(key: number, count: number): void {
    if (count < this.#minFrequency) return;
    const right = key % LIMIT;
    this.#queue.push({ left: (key - right) / LIMIT, right, count });
  }

  #id(token: string): number {
    let id = this.#ids.get(token);
    if (id === undefined) {
      id = this.tokens.length;
      this.tokens.push(token);
      this.#ids.set(token, id);
    }
    return id;
  }
}

/** The most frequent characters, in the order of Unicode. */
function commonCharacters(words: readonly CountedWord[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of words)
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || byUnits(a, b))
    .slice(0, most)
    .map(([character]) => character)
    .sort((a, b) => (a.codePointAt(0) as number) - (b.codePointAt(0) as number));
}
