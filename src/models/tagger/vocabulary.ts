import { NamesakeError } from "../../errors.js";

/** The id of padding, in words and in characters. */
export const PADDING = 0;
/** The id of what was not in the data, in words and in characters. */
export const UNKNOWN = 1;
/** Ids before those of words and of characters. */
const RESERVED = 2;

/** The label of a token that is in no name. */
export const OUTSIDE = 0;

/**
 * The first or another token of a name, by the place of its class: labels are O, B-LOC, I-LOC, B-ORG, I-ORG ... (BIO:
 * Ramshaw and Marcus 1995, https://aclanthology.org/W95-0107).
 */
export const beginLabel = (kind: number): number => 1 + 2 * kind;
export const insideLabel = (kind: number): number => 2 + 2 * kind;
/** The place of a label's class; -1 for {@link OUTSIDE}. */
export const classOfLabel = (label: number): number => ((label + 1) >> 1) - 1;
/** Whether it is the label of a token of a name that is not its first. */
export const isInside = (label: number): boolean => label > 0 && label % 2 === 0;

/** A word as the vocabulary has it: small letters, and 0 for all digits (Lample et al. 2016). */
export const wordForm = (word: string): string => word.toLowerCase().replace(/\d/g, "0");

/** A vocabulary as JSON. */
export interface VocabularyJson {
  words: readonly string[];
  characters: readonly string[];
  classes: readonly string[];
}

/** Which words, characters and classes a tagger knows, and the ids that stand for them. */
export class Vocabulary {
  readonly #words: ReadonlyMap<string, number>;
  readonly #characters: ReadonlyMap<string, number>;

  constructor(
    /** In the order of their ids, as {@link wordForm} makes them. */
    readonly words: readonly string[],
    readonly characters: readonly string[],
    /** Of names, such as LOC. */
    readonly classes: readonly string[],
  ) {
    this.#words = idsOf(words);
    this.#characters = idsOf(characters);
  }

  /**
   * @param where names the file in messages
   * @param leastClasses 0 where no names are to be found
   * @throws {NamesakeError} RECORD_INVALID
   */
  static fromJson(value: unknown, where: string, leastClasses = 1): Vocabulary {
    const { words, characters, classes } = (value ?? {}) as Partial<VocabularyJson>;
    const list = (field: string, found: unknown, least: number): readonly string[] => {
      const fits =
        Array.isArray(found) && found.length >= least && found.every((one) => typeof one === "string");
      if (fits && new Set(found).size === found.length) return found as string[];
      const expected = `a list of texts, each once${least > 0 ? ", at least one" : ""}`;
      throw new NamesakeError("RECORD_INVALID", { where, field, expected, found: "something else" });
    };
    return new Vocabulary(
      list("words", words, 0),
      list("characters", characters, 0),
      list("classes", classes, leastClasses),
    );
  }

  toJSON(): VocabularyJson {
    const { words, characters, classes } = this;
    return { words, characters, classes };
  }

  /** Of tables of words and of characters, and how many labels there are. */
  get sizes(): { words: number; characters: number; labels: number } {
    return {
      words: this.words.length + RESERVED,
      characters: this.characters.length + RESERVED,
      labels: 1 + 2 * this.classes.length,
    };
  }

  /** The names of labels by their numbers: O, B-LOC, I-LOC ... */
  get labels(): string[] {
    return ["O", ...this.classes.flatMap((name) => [`B-${name}`, `I-${name}`])];
  }

  wordId(word: string): number {
    return this.#words.get(wordForm(word)) ?? UNKNOWN;
  }

  characterId(character: string): number {
    return this.#characters.get(character) ?? UNKNOWN;
  }
}

const idsOf = (names: readonly string[]): Map<string, number> =>
  new Map(names.map((name, i) => [name, i + RESERVED]));

export interface VocabularyLimits {
  /** How often a word or a character has to be in the data to be known; the others train what stands for unknown ones. */
  leastCount: number;
  /** The most words; the frequent ones are kept. */
  mostWords: number;
}

/** Counts what is in data that are read once, and makes the vocabulary of it. */
export class VocabularyCounter {
  readonly #words = new Map<string, number>();
  readonly #characters = new Map<string, number>();
  readonly classes = new Set<string>();

  addWord(word: string): void {
    count(this.#words, wordForm(word));
    for (const character of word) count(this.#characters, character);
  }

  addClass(name: string): void {
    this.classes.add(name);
  }

  /**
   * The same data in any order give the same vocabulary.
   *
   * @param base one that is to be continued: what it has keeps its ids, and the new comes after it. Its classes stay
   * where the data have no others.
   */
  vocabulary({ leastCount, mostWords }: VocabularyLimits, base?: Vocabulary): Vocabulary {
    const known = base ?? new Vocabulary([], [], []);
    const added = (before: readonly string[], counts: ReadonlyMap<string, number>, most: number) => {
      const old = new Set(before);
      return [...before, ...frequent(counts, leastCount, old).slice(0, Math.max(0, most - before.length))];
    };
    const found = [...this.classes].sort();
    const classes = found.every((name) => known.classes.includes(name)) ? known.classes : found;
    return new Vocabulary(
      added(known.words, this.#words, mostWords),
      added(known.characters, this.#characters, Number.POSITIVE_INFINITY),
      classes,
    );
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Names with at least so many, the most frequent first. */
function frequent(
  counts: ReadonlyMap<string, number>,
  least: number,
  without: ReadonlySet<string>,
): string[] {
  return [...counts]
    .filter(([name, times]) => times >= least && !without.has(name))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name]) => name);
}
