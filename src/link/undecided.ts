import { linearScore, type Measured } from "./decide.js";
import type { LinearModel } from "./weights.js";

/**
 * Lead, in log-odds before the temperature, that the encoder is not asked about, where the weights name no other: a difference of 0.5
 * between two cosines, which hardly ever occurs. `namesake train weights` prints how many mentions are decided by it.
 */
const DECIDED = 4;

/** Whether the encoder may change which candidate, or NIL, is first. */
export function isUndecided(measured: readonly Measured[], weights: LinearModel): boolean {
  let first = weights.nil;
  let second = Number.NEGATIVE_INFINITY;
  for (const candidate of measured) {
    const score = linearScore(candidate, weights);
    second = Math.max(second, Math.min(first, score));
    first = Math.max(first, score);
  }
  return first - second < (weights.shortcuts?.decided ?? DECIDED);
}

/** Whether the context may still bring a candidate to the front, by what was measured without it; one answer a candidate. */
export function hopeful(measured: readonly Measured[], weights: LinearModel): boolean[] {
  const { hopeless = Number.POSITIVE_INFINITY } = weights.shortcuts ?? {};
  const scores = measured.map((candidate) => linearScore(candidate, weights));
  const least = Math.max(weights.nil, ...scores) - hopeless;
  return scores.map((score) => score >= least);
}
