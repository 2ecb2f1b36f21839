import fc from "fast-check";
import type { Chain } from "./chain.js";

/** Rows of labels by trying all of them: what the algorithms for chains are held against. */

/** A chain and the scores of a text. */
export interface ChainCase {
  chain: Chain;
  scores: Float32Array;
  length: number;
}

/** Numbers that float32 holds exactly, with a few that are very high or low. */
const number = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -64, max: 64 }).map((i) => i / 16) },
  { weight: 1, arbitrary: fc.constantFrom(-300, 300) },
);
const numbers = (length: number): fc.Arbitrary<Float32Array> =>
  fc.array(number, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));

/** Cases of a few labels and tokens; without a token if `least` is 0. */
export const chainCase = (least: number): fc.Arbitrary<ChainCase> =>
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: least, max: 4 })).chain(([labels, length]) =>
    fc.record({
      chain: fc.record({
        start: numbers(labels),
        transitions: numbers(labels * labels),
        end: numbers(labels),
      }),
      scores: numbers(labels * length),
      length: fc.constant(length),
    }),
  );

/** All rows of labels for a text. */
export function allRows(labels: number, length: number): number[][] {
  if (length === 0) return [[]];
  const shorter = allRows(labels, length - 1);
  return shorter.flatMap((row) => Array.from({ length: labels }, (_, label) => [...row, label]));
}

/** The score of a row, of at least one token. */
export function scoreOfRow({ start, transitions, end }: Chain, scores: Float32Array, row: readonly number[]) {
  const count = start.length;
  const [first = 0, last = 0] = [row[0], row.at(-1)];
  return row.reduce(
    (sum, label, t) =>
      sum +
      (scores[t * count + label] as number) +
      (t === 0 ? 0 : (transitions[(row[t - 1] as number) * count + label] as number)),
    (start[first] as number) + (end[last] as number),
  );
}

/** The probability that a row of a text has a property. */
export function chanceThat({ chain, scores, length }: ChainCase, holds: (row: readonly number[]) => boolean) {
  const rows = allRows(chain.start.length, length);
  const all = rows.map((row) => scoreOfRow(chain, scores, row));
  const greatest = Math.max(...all);
  const weights = all.map((score) => Math.exp(score - greatest));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return sum(weights.filter((_, i) => holds(rows[i] as number[]))) / sum(weights);
}
