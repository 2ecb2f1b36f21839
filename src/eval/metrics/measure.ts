import type { JudgedDocument } from "../judged.js";
import type { Overall, Result } from "../result.js";
import { bootstrap } from "./bootstrap.js";
import { measureCalibration } from "./calibration.js";
import { measureConfusion } from "./confusion.js";
import { isDisambiguated, measureDisambiguation } from "./disambiguation.js";
import { measureEndToEnd } from "./end-to-end.js";
import { measureSlices } from "./slices.js";
import { measureTiming } from "./timing.js";

export interface MeasureOptions {
  /** Sizes of candidate lists, for recall. */
  ks: readonly number[];
  /** The class of an entity of the KB. */
  classOf: (id: string) => string | undefined;
  /** Bootstrap intervals of the headlines. Default: none. */
  intervals?: boolean;
}

/**
 * Measures all that a linker said of some documents: the parts that were run. Several data sets are measured together by putting
 * their documents one after another. Error classes and the process's memory are not measured here.
 *
 * @example
 * ```ts
 * const { overall } = measure(documents, { ks: [1, 10, 30], classOf: (id) => classes.get(id), intervals: true });
 * console.log(overall.accuracy, overall.intervals?.["accuracy"]);
 * ```
 */
export function measure(
  documents: readonly JudgedDocument[],
  { ks, classOf, intervals = false }: MeasureOptions,
): Result {
  const isFound = documents.some(({ found }) => found !== null);
  const isAnswered = isFound || documents.some(({ given }) => given !== null);
  const overall: Overall = {
    ...(documents.some(isDisambiguated) ? measureDisambiguation(documents, ks) : {}),
    ...(isFound ? measureEndToEnd(documents) : {}),
    ...(isAnswered ? measureCalibration(documents) : {}),
    ...(intervals ? { intervals: bootstrap(documents, ks) } : {}),
  };
  const timing = measureTiming(documents);
  return {
    overall,
    slices: measureSlices(documents, ks),
    ...(isAnswered ? { confusion: measureConfusion(documents, classOf) } : {}),
    ...(timing === undefined ? {} : { timing }),
  };
}
