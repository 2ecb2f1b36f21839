// What a user of "namesake/eval" may rely on.

export { Conversion, type Converted, type ConvertOptions } from "./convert.js";
export {
  type GivenPrediction,
  type GoldDocument,
  type GoldMention,
  type Span,
  sortMentions,
} from "./dataset.js";
export type { EntityFacts } from "./errors/entity-facts.js";
export { type ClassifiedError, classifyErrors } from "./errors/error-classes.js";
export { ERROR_GROUPS, ERROR_KINDS, type ErrorClass, type ErrorKind } from "./errors/error-taxonomy.js";
export { kbFacts } from "./errors/kb-facts.js";
export { type CandidateSource, type Evaluated, type EvaluateOptions, evaluate } from "./evaluate.js";
export type { DatasetFormat, Piece, Problem, ReadOptions, Sample } from "./formats/format.js";
export { detectFormat, FORMATS } from "./formats/index.js";
export type { JudgedDocument, JudgedSet, Prediction, RankedCandidate, ResolvedMention } from "./judged.js";
export { BASELINES, type BaselineName, baseline } from "./linkers/baselines.js";
export { givenPredictions } from "./linkers/given-predictions.js";
export type { EvaluationMode } from "./linkers/judge.js";
export {
  type EvaluatedLinker,
  type LinkerSettings,
  type LinkingTask,
  localLinker,
} from "./linkers/linkers.js";
export { remoteLinker } from "./linkers/remote.js";
export { Resolver } from "./linkers/resolve.js";
export { type MeasureOptions, measure } from "./metrics/measure.js";
export { type Dataset, readDataset } from "./read-dataset.js";
export { checkComparable, type Drop, drops } from "./regression.js";
export { type Change, compareRuns, type Run, type RunComparison } from "./report/compare-runs.js";
export { comparisonHtml } from "./report/comparison.js";
export { reportHtml } from "./report/report.js";
export type {
  Calibration,
  Comparison,
  Confusion,
  Disambiguation,
  EndToEnd,
  Evaluation,
  Interval,
  LinkerResult,
  Overall,
  Result,
  Score,
  Share,
  Slice,
  Slices,
  Timing,
} from "./result.js";
export { readEvaluation, readRun, writeRun } from "./run-folder.js";
