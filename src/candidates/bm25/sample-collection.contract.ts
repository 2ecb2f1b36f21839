import { randomFractions } from "../../random.js";
import type { Bm25Parameters } from "./formula.js";

/** A document of made-up words that are stems of themselves. */
export interface Sample {
  row: number;
  words: string[];
}

/** Words of very different frequency: the first are in most texts, the last in hardly any. */
const VOCABULARY = 3000;
/** Rows of a subject, whose texts have words of their own, so that they lie together. */
const SUBJECT_ROWS = 2500;
const SUBJECTS = 8;

/** @returns gives made-up words, of one subject or of any, the same for the same seed */
export function sampleWords(seed: number): (count: number, subject?: number) => string[] {
  const next = randomFractions(seed);
  return (count, subject = Math.floor(SUBJECTS * next())) =>
    Array.from({ length: count }, () => {
      const word = Math.floor(VOCABULARY * next() ** 4);
      return next() < 0.3 ? `s${subject}w${word % 50}` : `w${word}`;
    });
}

/** Documents of 1 to `longest` words, in no order of rows; every third row is left out. */
export function sampleDocuments(seed: number, count: number, longest: number): Sample[] {
  const next = randomFractions(seed);
  const words = sampleWords(seed + 1);
  const documents = Array.from({ length: count }, (_, i) => {
    const row = i + Math.floor(i / 2);
    return { row, words: words(1 + Math.floor(longest * next()), Math.floor(row / SUBJECT_ROWS)) };
  });
  return documents.sort((a, b) => (a.words[0] as string).localeCompare(b.words[0] as string));
}

export const asText = ({ row, words }: Sample): { row: number; text: string } => ({
  row,
  text: words.join(" "),
});

/** What the formula gives all documents that share a word with a query, computed without any index. */
export class Reference {
  private readonly counted: { row: number; length: number; counts: Map<string, number> }[];
  private readonly having = new Map<string, number>();
  private readonly mean: number;

  constructor(
    documents: readonly Sample[],
    private readonly parameters: Bm25Parameters,
  ) {
    this.counted = documents.map(({ row, words }) => {
      const counts = new Map<string, number>();
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (const word of counts.keys()) this.having.set(word, (this.having.get(word) ?? 0) + 1);
      return { row, length: words.length, counts };
    });
    this.mean = documents.reduce((sum, { words }) => sum + words.length, 0) / documents.length;
  }

  /** Scores by row. */
  scores(query: readonly { words: readonly string[]; weight: number }[]): Map<number, number> {
    const scores = new Map<number, number>();
    for (const { words, weight } of query) for (const word of words) this.add(word, weight, scores);
    return scores;
  }

  private add(word: string, weight: number, scores: Map<number, number>): void {
    const { k1, b } = this.parameters;
    const n = this.having.get(word) ?? 0;
    const idf = Math.log(1 + (this.counted.length - n + 0.5) / (n + 0.5));
    for (const { row, length, counts } of this.counted) {
      const count = counts.get(word);
      if (count === undefined) continue;
      const share = count / (count + k1 * (1 - b + (b * length) / this.mean));
      scores.set(row, (scores.get(row) ?? 0) + weight * idf * share);
    }
  }
}
