import type { Score, Share } from "../result.js";

/** A part of a whole; `null` where the whole is empty. */
export function share(part: number, whole: number): Share {
  return whole === 0 ? null : part / whole;
}

/** Mean of what is defined; `null` where nothing is. */
export function mean(values: readonly Share[]): Share {
  const defined = values.filter((value) => value !== null);
  return share(
    defined.reduce((sum, value) => sum + value, 0),
    defined.length,
  );
}

/** True positives, false positives and false negatives. */
export type Tally = Pick<Score, "tp" | "fp" | "fn">;

/**
 * Precision, recall and F1 of outcomes. F1 is 2 tp / (2 tp + fp + fn), which is the harmonic mean where both are defined.
 *
 * @example
 * ```ts
 * score({ tp: 1, fp: 1, fn: 3 }); // { precision: 0.5, recall: 0.25, f1: 0.333…, tp: 1, fp: 1, fn: 3 }
 * ```
 */
export function score({ tp, fp, fn }: Tally): Score {
  return {
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    f1: share(2 * tp, 2 * tp + fp + fn),
    tp,
    fp,
    fn,
  };
}

/** Sum of counts, key by key. */
export function sumCounts<K extends string>(
  zero: Readonly<Record<K, number>>,
  all: Iterable<Record<K, number>>,
): Record<K, number> {
  const sum: Record<K, number> = { ...zero };
  for (const counts of all) for (const key in sum) sum[key] += counts[key];
  return sum;
}
