import { NamesakeError } from "../../errors.js";
import { random } from "../../random.js";
import type { JudgedDocument } from "../judged.js";
import type { Comparison, Interval } from "../result.js";
import { type Headline, headlinesOf, sumRows } from "./headlines.js";

const SEED = 1;
const RESAMPLES = 1_000;

/** Swaps of a paired test: as many as this, but fewer where they would take more than so many additions. */
const MOST_SWAPS = 10_000;
const LEAST_SWAPS = 1_000;
const ADDITIONS = 2e8;

/**
 * 95 % intervals of the headlines: the percentile bootstrap (Efron 1979) with 1,000 resamples of documents, since mentions of one
 * document are not independent of each other. The same documents give the same intervals, in any order.
 *
 * A headline that stands on fewer than two documents has none. An interval always holds the number itself: that of the calibration
 * error would not always, as noise makes errors of resamples larger.
 *
 * @param ks sizes of candidate lists, of which one is a headline ({@link headlinesOf})
 * @returns by name of the headline
 * @example
 * ```ts
 * bootstrap(documents, [30])["accuracy"]; // { low: 0.81, high: 0.86 }
 * ```
 */
export function bootstrap(
  documents: readonly JudgedDocument[],
  ks: readonly number[],
): Record<string, Interval> {
  return Object.fromEntries(
    headlinesOf(documents, ks).flatMap((headline) => {
      const interval = intervalOf(headline);
      return interval === undefined ? [] : [[headline.name, interval]];
    }),
  );
}

function intervalOf({ rows, value }: Headline): Interval | undefined {
  const table = tableOf(rows);
  const { size, width, cells } = table;
  const itself = value(sumRows(rows));
  if (size < 2 || itself === null) return undefined;
  const next = random(SEED);
  const values: number[] = [];
  const sum = new Float64Array(width);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    sum.fill(0);
    for (let draw = 0; draw < size; draw++) {
      const at = width * Math.floor((next() / 2 ** 32) * size);
      for (let i = 0; i < width; i++) sum[i] = (sum[i] as number) + (cells[at + i] as number);
    }
    const drawn = value(sum);
    if (drawn !== null) values.push(drawn);
  }
  values.sort((a, b) => a - b);
  const cut = Math.floor(0.025 * values.length);
  return {
    low: Math.min(itself, values[cut] ?? itself),
    high: Math.max(itself, values[values.length - 1 - cut] ?? itself),
  };
}

/**
 * How much the headlines of one linker are above those of another on the same documents, and how likely so large a difference
 * either way would be if the two were alike: approximate randomisation (Noreen 1989), which swaps the two linkers' answers to a
 * document by the toss of a coin. p = (swaps that differ as much + 1) / (swaps + 1), of 10,000 swaps, of fewer for much data.
 * The same documents give the same p, in any order.
 *
 * @param ks sizes of candidate lists, of which one is a headline ({@link headlinesOf})
 * @returns difference (of `a` less `b`) and p by name of the headline, for those that both have
 * @throws {NamesakeError} DATASET_MISMATCH where the two have other documents, or other mentions in them
 * @example
 * ```ts
 * pairedTest(linker, baseline, [30])["accuracy"]; // { difference: 0.042, p: 0.0003 }
 * ```
 */
export function pairedTest(
  a: readonly JudgedDocument[],
  b: readonly JudgedDocument[],
  ks: readonly number[],
): Comparison["headlines"] {
  const [one, other] = paired(a, b);
  const ofOther = new Map(headlinesOf(other, ks).map((headline) => [headline.name, headline]));
  return Object.fromEntries(
    headlinesOf(one, ks).flatMap((headline) => {
      const against = ofOther.get(headline.name);
      return against === undefined ? [] : [[headline.name, compare(headline, against)]];
    }),
  );
}

/** The same documents of two runs, in the same order. */
function paired(
  a: readonly JudgedDocument[],
  b: readonly JudgedDocument[],
): [JudgedDocument[], JudgedDocument[]] {
  const byId = (x: JudgedDocument, y: JudgedDocument) => (x.id < y.id ? -1 : x.id > y.id ? 1 : 0);
  const [one, other] = [[...a].sort(byId), [...b].sort(byId)];
  const told = (document: JudgedDocument | undefined) =>
    document === undefined
      ? "no document"
      : `document "${document.id}" with ${document.gold.length} mentions`;
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const [expected, found] = [told(one[i]), told(other[i])];
    if (expected !== found)
      throw new NamesakeError("DATASET_MISMATCH", { what: "The two runs differ in data", expected, found });
  }
  return [one, other];
}

function compare(a: Headline, b: Headline): { difference: number; p: number } {
  const value = (sum: ArrayLike<number>) => a.value(sum) ?? 0;
  const [ofA, ofB] = [sumRows(a.rows), sumRows(b.rows)];
  const difference = value(ofA) - value(ofB);
  // Swapping a document takes this from a's sum and adds it to b's; documents that are alike have no say.
  const { size, width, cells } = tableOf(
    a.rows.map((row, d) => row.map((cell, i) => cell - (b.rows[d]?.[i] ?? 0))),
  );
  const affordable = Math.floor(ADDITIONS / Math.max(1, size * width));
  const swaps = Math.min(MOST_SWAPS, Math.max(LEAST_SWAPS, affordable));
  const next = random(SEED);
  const moved = new Float64Array(width);
  const [swappedA, swappedB] = [new Float64Array(width), new Float64Array(width)];
  // Sums may come out in the last digit otherwise than they were.
  const least = Math.abs(difference) - 1e-12;
  let asLarge = 0;
  for (let swap = 0; swap < swaps; swap++) {
    moved.fill(0);
    let coins = 0;
    for (let d = 0; d < size; d++) {
      coins = d % 32 === 0 ? next() : coins >>> 1;
      const coin = coins & 1;
      for (let i = 0; i < width; i++)
        moved[i] = (moved[i] as number) + coin * (cells[d * width + i] as number);
    }
    for (let i = 0; i < width; i++) {
      swappedA[i] = (ofA[i] ?? 0) - (moved[i] as number);
      swappedB[i] = (ofB[i] ?? 0) + (moved[i] as number);
    }
    if (Math.abs(value(swappedA) - value(swappedB)) >= least) asLarge++;
  }
  return { difference, p: (asLarge + 1) / (swaps + 1) };
}

/** Rows that are not all zeros, in an order that depends on what they hold alone. */
function tableOf(rows: readonly (readonly number[])[]): { size: number; width: number; cells: Float64Array } {
  const kept = rows.filter((row) => row.some((cell) => cell !== 0));
  const width = rows[0]?.length ?? 0;
  kept.sort((x, y) => {
    for (let i = 0; i < width; i++) {
      const difference = (x[i] ?? 0) - (y[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  });
  return { size: kept.length, width, cells: Float64Array.from(kept.flat()) };
}
