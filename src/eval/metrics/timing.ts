import type { JudgedDocument } from "../judged.js";
import type { Timing } from "../result.js";

/**
 * The value that a share of the weight does not exceed: the smallest one at which the summed weight reaches `share` of the whole
 * (nearest rank, so it is always one of the values). Undefined where there is no weight.
 *
 * @param share 0 to 1
 * @example
 * ```ts
 * percentile([{ value: 8, weight: 1 }, { value: 2, weight: 9 }], 0.5); // 2
 * ```
 */
export function percentile(
  values: readonly { value: number; weight: number }[],
  share: number,
): number | undefined {
  const sorted = values.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value);
  const whole = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  for (const { value, weight } of sorted) {
    sum += weight;
    if (sum >= share * whole) return value;
  }
  return sorted.at(-1)?.value;
}

/**
 * Times of the documents that were timed: the mean of a document, and percentiles over mentions, where a mention takes its
 * document's time divided by what was decided in it (the mentions given and the spans found). Undefined where no decision was timed.
 *
 * @example
 * ```ts
 * measureTiming(documents)?.mentionP99Ms;
 * ```
 */
export function measureTiming(documents: readonly JudgedDocument[]): Timing | undefined {
  const timed = documents.flatMap(({ milliseconds, given, found }) =>
    milliseconds === null ? [] : [{ milliseconds, decisions: (given?.length ?? 0) + (found?.length ?? 0) }],
  );
  const mentions = timed.map(({ milliseconds, decisions }) => ({
    value: milliseconds / Math.max(1, decisions),
    weight: decisions,
  }));
  const [median, slowest] = [percentile(mentions, 0.5), percentile(mentions, 0.99)];
  if (median === undefined || slowest === undefined) return undefined;
  return {
    documentMs: timed.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / timed.length,
    mentionP50Ms: median,
    mentionP99Ms: slowest,
  };
}
