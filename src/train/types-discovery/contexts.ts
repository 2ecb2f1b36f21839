/** The words around mentions, as numbers. */
export interface Contexts {
  /** Words by their number less {@link FIRST_WORD}, most frequent first. */
  readonly vocabulary: readonly string[];
  /** Words to either side. */
  readonly window: number;
  /** `2 * window` a mention: those before it and those after it, as the text has them. */
  readonly words: Int32Array;
  /** The entity of each mention, as it was given. */
  readonly entities: Uint32Array;
  /** 1 for a mention of a text that is not trained on. */
  readonly heldOut: Uint8Array;
}

/** Numbers of words: outside the text there is nothing; a word may be none of the vocabulary. */
export const NOTHING = 0;
export const UNKNOWN = 1;
export const FIRST_WORD = 2;

/** Of so many texts one is held out. */
const HELD_OUT_EVERY = 5;

export interface ContextOptions {
  /** Words to either side, default 10. */
  window?: number;
  /** Words that are told apart, the most frequent of the texts that are trained on; default 10,000. */
  vocabulary?: number;
}

/**
 * Gathers {@link Contexts}. The words of the mention itself are left out: a name tells its types by heart, not by the context.
 *
 * Memory: 8 bytes a word of a context, and all different words.
 */
export class ContextGatherer {
  readonly #window: number;
  readonly #size: number;
  readonly #numbers = new Map<string, number>();
  readonly #counts: number[] = [];
  readonly #words: number[] = [];
  readonly #entities: number[] = [];
  readonly #heldOut: number[] = [];
  #texts = 0;

  constructor({ window = 10, vocabulary = 10_000 }: ContextOptions = {}) {
    this.#window = window;
    this.#size = vocabulary;
  }

  /** Mentions so far. */
  get count(): number {
    return this.#entities.length;
  }

  /** Begins another text. */
  nextText(): void {
    this.#texts++;
  }

  /**
   * @param words those of the text
   * @param first the first word of the mention
   * @param end the first word behind it
   */
  add(words: readonly string[], first: number, end: number, entity: number): void {
    const heldOut = this.#texts % HELD_OUT_EVERY === 0;
    for (let i = first - this.#window; i < first; i++) this.#push(words[i], heldOut);
    for (let i = end; i < end + this.#window; i++) this.#push(words[i], heldOut);
    this.#entities.push(entity);
    this.#heldOut.push(heldOut ? 1 : 0);
  }

  #push(word: string | undefined, heldOut: boolean): void {
    if (word === undefined) {
      this.#words.push(-1);
      return;
    }
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(word, number);
      this.#counts.push(0);
    }
    if (!heldOut) this.#counts[number] = (this.#counts[number] as number) + 1;
    this.#words.push(number);
  }

  contexts(): Contexts {
    const counts = this.#counts;
    // The sort is stable: of equal counts the word that was seen first comes first.
    const frequent = [...counts.keys()]
      .filter((number) => (counts[number] as number) > 0)
      .sort((a, b) => (counts[b] as number) - (counts[a] as number))
      .slice(0, this.#size);
    const numbers = new Int32Array(counts.length).fill(UNKNOWN);
    frequent.forEach((number, rank) => {
      numbers[number] = FIRST_WORD + rank;
    });
    const names = [...this.#numbers.keys()];
    return {
      vocabulary: frequent.map((number) => names[number] as string),
      window: this.#window,
      words: Int32Array.from(this.#words, (number) => (number < 0 ? NOTHING : (numbers[number] as number))),
      entities: Uint32Array.from(this.#entities),
      heldOut: Uint8Array.from(this.#heldOut),
    };
  }
}
