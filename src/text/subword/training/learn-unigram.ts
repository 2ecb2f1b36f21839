import type { UnigramPieces } from "../unigram.js";
import { byUnits, type CountedWord } from "./count-words.js";
import { seedPieces } from "./seed-pieces.js";
import { UnigramLattice } from "./unigram-lattice.js";

/**
 * Candidates to begin with, rounds of estimation between two prunings, and what share of the pieces a pruning leaves.
 */
const SEEDS = 1_000_000;
const ROUNDS = 2;
const SHRINKING = 0.75;
/** Pruning stops at this many times the size; the rest is decided by score. */
const SURPLUS = 1.1;
/** Pieces that are expected less often are given up. */
const MIN_EXPECTED = 0.5;
const UNKNOWN_PENALTY = 10;

/**
 * Learns the pieces of a Unigram model (Kudo 2018, https://arxiv.org/abs/1804.10959, §3.2): from many candidates,
 * their probabilities are estimated by expectation maximisation over all ways to cut the words, those without which
 * the text would be hardly less likely are given up, and so on until `size` are left. Every character of the words
 * stays a piece. As in SentencePiece, the estimate is the Bayesian one whose prior favours few pieces (Liang & Klein
 * 2007).
 *
 * @returns at most `size` pieces with their log probabilities, the likeliest first
 */
export function learnUnigram(words: readonly CountedWord[], size: number): UnigramPieces {
  const learner = new UnigramLearner(words);
  const wanted = Math.floor(size * SURPLUS);
  for (;;) {
    for (let round = 0; round < ROUNDS; round++) learner.estimate();
    const before = learner.alive;
    if (before <= wanted) break;
    learner.prune(Math.max(wanted, Math.floor(before * SHRINKING)));
    if (learner.alive === before) break;
  }
  return learner.take(size);
}

class UnigramLearner {
  readonly #words: readonly CountedWord[];
  readonly #pieces: readonly string[];
  readonly #lattice: UnigramLattice;
  #alive: number[];

  constructor(words: readonly CountedWord[]) {
    this.#words = words;
    const seeds = seedPieces(words, SEEDS);
    const sum = seeds.reduce((total, { weight }) => total + weight, 0);
    this.#pieces = seeds.map(({ piece }) => piece);
    this.#lattice = new UnigramLattice(this.#pieces);
    seeds.forEach(({ weight }, id) => {
      this.#lattice.scores[id] = Math.log(weight / sum);
    });
    this.#alive = seeds.map((_, id) => id);
    this.#setUnknown();
  }

  /** How many pieces there are. */
  get alive(): number {
    return this.#alive.length;
  }

  /** One round of expectation maximisation. */
  estimate(): void {
    const { scores } = this.#lattice;
    const expected = new Float64Array(this.#pieces.length);
    for (const [word, count] of this.#words) {
      this.#lattice.read(word);
      this.#lattice.expect(count, expected);
    }
    const kept = this.#alive.filter((id) => (expected[id] as number) >= MIN_EXPECTED);
    const sum = digamma(kept.reduce((total, id) => total + (expected[id] as number), 0));
    this.#keep(kept);
    for (const id of kept) scores[id] = digamma(expected[id] as number) - sum;
    this.#setUnknown();
  }

  /** Gives pieces up until `count` are left: those whose loss lowers the likelihood of the words least. */
  prune(count: number): void {
    const frequencies = new Float64Array(this.#pieces.length);
    /** By piece: the occurrences of the words that it is in. */
    const covered = new Float64Array(this.#pieces.length);
    let occurrences = 0;
    for (const [word, frequency] of this.#words) {
      this.#lattice.read(word);
      const best = this.#lattice.best() ?? [];
      occurrences += frequency;
      for (const id of best) frequencies[id] = (frequencies[id] as number) + frequency;
      for (const id of best) covered[id] = (covered[id] as number) + frequency;
    }
    const sum = frequencies.reduce((total, frequency) => total + frequency, 0);
    const kept: number[] = [];
    const losses: { id: number; loss: number }[] = [];
    for (const id of this.#alive) {
      const frequency = frequencies[id] as number;
      const { needed, instead } = this.#alternative(id);
      // Never on a best way, so that nothing changes without it.
      if (frequency === 0 && !needed) continue;
      if (instead.length === 0) kept.push(id);
      else if (frequency > 0) {
        const logBefore = Math.log(frequency) - Math.log(sum);
        const logSum = Math.log(sum + frequency * (instead.length - 1));
        const logAfter = instead.reduce(
          (total, other) => total + Math.log((frequencies[other] as number) + frequency) - logSum,
          0,
        );
        losses.push({ id, loss: ((covered[id] as number) / occurrences) * (logBefore - logAfter) });
      }
    }
    losses.sort((a, b) => b.loss - a.loss || a.id - b.id);
    for (const { id } of losses.slice(0, Math.max(0, count - kept.length))) kept.push(id);
    this.#keep(kept.sort((a, b) => a - b));
  }

  /** The likeliest pieces, and every character. */
  take(size: number): UnigramPieces {
    const { scores } = this.#lattice;
    const lowest = this.#alive.reduce((least, id) => Math.min(least, scores[id] as number), 0);
    const taken = new Map<string, number>();
    let missing = 0;
    const alive = new Map(this.#alive.map((id) => [this.#pieces[id] as string, scores[id] as number]));
    for (const piece of this.#pieces)
      if ([...piece].length === 1)
        // A character that was given up gets a score below the others, each its own.
        taken.set(piece, alive.get(piece) ?? lowest - 0.0001 * ++missing);
    const likeliest = [...alive].sort(([a, m], [b, n]) => n - m || byUnits(a, b));
    for (const [piece, score] of likeliest) if (taken.size < size) taken.set(piece, score);
    return [...taken].sort(([a, m], [b, n]) => n - m || byUnits(a, b));
  }

  /** How a piece would be cut if it were none, and whether it is the best way to cut itself. */
  #alternative(id: number): { needed: boolean; instead: readonly number[] } {
    this.#lattice.read(this.#pieces[id] as string);
    const best = this.#lattice.best();
    if (best?.length !== 1) return { needed: false, instead: [] };
    return { needed: true, instead: this.#lattice.best(id) ?? [] };
  }

  #keep(kept: number[]): void {
    const stays = new Set(kept);
    for (const id of this.#alive) if (!stays.has(id)) this.#lattice.scores[id] = -Infinity;
    this.#alive = kept;
  }

  #setUnknown(): void {
    const { scores } = this.#lattice;
    const lowest = this.#alive.reduce((least, id) => Math.min(least, scores[id] as number), 0);
    this.#lattice.unknownScore = lowest - UNKNOWN_PENALTY;
  }
}

/** The derivative of log Γ (asymptotic series; Abramowitz & Stegun 6.3.18, shifted). */
export function digamma(x: number): number {
  let result = 0;
  let at = x;
  for (; at < 7; at++) result -= 1 / at;
  at -= 0.5;
  const inverse = 1 / (at * at);
  const series = inverse * (1 / 24 - inverse * (7 / 960 - inverse * (31 / 8064 - (inverse * 127) / 30720)));
  return result + Math.log(at) + series;
}
