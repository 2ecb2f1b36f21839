import { NamesakeError } from "../errors.js";
import { recallSize } from "./metrics/headlines.js";
import { measureOf, valueAt } from "./report/measures.js";
import type { Evaluation, Overall, Share } from "./result.js";

/** A headline that is worse than it was. */
export interface Drop {
  /** Path of the number in the overall result, such as "strict.f1". */
  headline: string;
  before: number;
  /** `null` where it is not defined any more. */
  now: Share;
}

/** Paths of the headlines that a result may have: those that the paired test compares. */
function headlines({ candidateRecall = {} }: Overall): string[] {
  const k = recallSize(Object.keys(candidateRecall).map(Number));
  const recall = k === undefined ? [] : [`candidateRecall.${k}`];
  return ["inKbAccuracy", "accuracy", "nil.f1", ...recall, "strict.f1", "weak.f1", "ece"];
}

/**
 * The headlines of the first linker that dropped by more than is allowed. One that was defined and is not any more has dropped too.
 *
 * @param maxDrop in points of a percent: 0.5 lets 71.3 % become 70.8 %
 * @throws {NamesakeError} DATASET_MISMATCH where the two are of other data sets, or were made with other options, or the first one has
 * no headline, which would let anything pass
 */
export function drops(before: Evaluation, now: Evaluation, maxDrop: number): Drop[] {
  checkComparable(before, now);
  const all = headlines(before.overall);
  if (all.every((headline) => valueAt(before.overall, headline) === null))
    throw new NamesakeError("DATASET_MISMATCH", {
      what: "The baseline",
      expected: "a number to compare with",
      found: "none",
    });
  return all.flatMap((headline) => {
    const old = valueAt(before.overall, headline);
    if (old === null) return [];
    const value = valueAt(now.overall, headline);
    const sign = measureOf(headline).lowerIsBetter ? -1 : 1;
    const drop = value === null ? Number.POSITIVE_INFINITY : sign * (old - value);
    // Differences of numbers such as 0.7 and 0.695 come out a little larger than they are.
    return 100 * drop > maxDrop + 1e-9 ? [{ headline, before: old, now: value }] : [];
  });
}

/**
 * Checks that two runs are of the same data with the same options; linkers and KB may be others, since they are what is compared.
 *
 * @throws {NamesakeError} DATASET_MISMATCH
 */
export function checkComparable(before: Evaluation, now: Evaluation): void {
  const differ = (what: string, expected: unknown, found: unknown): void => {
    const [old, other] = [shown(expected), shown(found)];
    if (old !== other) throw new NamesakeError("DATASET_MISMATCH", { what, expected: old, found: other });
  };
  const names = (evaluation: Evaluation) => Object.keys(evaluation.datasets).sort().join(", ");
  differ("The data sets", names(before), names(now));
  for (const [name, { documents, mentions }] of Object.entries(before.datasets)) {
    const found = now.datasets[name];
    const sizes = `${documents} documents with ${mentions} mentions`;
    differ(`Data set ${name}`, sizes, `${found?.documents} documents with ${found?.mentions} mentions`);
  }
  const keys = new Set([...Object.keys(before.options), ...Object.keys(now.options)]);
  for (const key of keys) differ(`Option "${key}"`, before.options[key], now.options[key]);
}

const shown = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
