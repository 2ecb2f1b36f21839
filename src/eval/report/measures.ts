import { recallSize } from "../metrics/headlines.js";
import type { Overall, Share } from "../result.js";
import { decimal, NONE, percent, points } from "./numbers.js";

/** A number of the overall result that reports show. */
export interface Measure {
  /** Path in the overall result, such as "strict.f1"; intervals and comparisons are named so too. */
  name: string;
  title: string;
  description: string;
  /** Shown with three decimals; other measures are percentages. */
  isDecimal?: boolean;
  lowerIsBetter?: boolean;
}

const MEASURES: readonly Measure[] = [
  {
    name: "inKbAccuracy",
    title: "In-KB accuracy",
    description: "right among the given mentions whose entity is in the knowledge base",
  },
  {
    name: "inKbAccuracyMacro",
    title: "In-KB accuracy, macro",
    description: "in-KB accuracy of a document, mean over documents",
  },
  { name: "accuracy", title: "Accuracy with NIL", description: "right among all given mentions" },
  {
    name: "accuracyMacro",
    title: "Accuracy with NIL, macro",
    description: "accuracy of a document, mean over documents",
  },
  {
    name: "normalisedAccuracy",
    title: "Normalised accuracy",
    description: "right among the given mentions whose entity is among the candidates",
  },
  {
    name: "mrr",
    title: "Mean reciprocal rank",
    description: "mean of 1 / rank of the right entity",
    isDecimal: true,
  },
  {
    name: "nil.f1",
    title: "NIL F1",
    description: "NIL as an answer, right where nothing in the knowledge base is meant",
  },
  { name: "strict.f1", title: "Strict F1", description: "end to end: exact span and right entity" },
  {
    name: "macro.strict.f1",
    title: "Strict F1, macro",
    description: "strict F1 of a document, mean over documents",
  },
  { name: "strict.precision", title: "Strict precision", description: "right among the links found" },
  { name: "strict.recall", title: "Strict recall", description: "found and right among the gold links" },
  { name: "weak.f1", title: "Weak F1", description: "end to end: overlapping span and right entity" },
  { name: "detection.f1", title: "Detection F1", description: "spans alone, whatever the entity" },
  {
    name: "foundAccuracy",
    title: "Accuracy where found",
    description: "right among the mentions in the knowledge base whose exact span was found",
  },
  {
    name: "ece",
    title: "Calibration error",
    description: "expected difference between confidence and accuracy",
    isDecimal: true,
    lowerIsBetter: true,
  },
  {
    name: "brier",
    title: "Brier score",
    description: "mean of (confidence − right)²",
    isDecimal: true,
    lowerIsBetter: true,
  },
];

const RECALL = /^candidateRecall\.(\d+)$/;

/** The words of a measure by its name; a name that is not known stands for itself. */
export function measureOf(name: string): Measure {
  const k = RECALL.exec(name)?.[1];
  if (k !== undefined)
    return {
      name,
      title: `Candidate recall @ ${k}`,
      description: `a right entity is among the first ${k} candidates generated`,
    };
  return MEASURES.find((measure) => measure.name === name) ?? { name, title: name, description: "" };
}

/** The number at a path of the overall result; `null` where it is not there. */
export function valueAt(overall: Overall | undefined, name: string): Share {
  let value: unknown = overall;
  for (const key of name.split(".")) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof value === "number" ? value : null;
}

/** The measures that some of the results have, in their usual order; of candidate recalls the one that is a headline, else the last. */
export function measuresOf(results: readonly (Overall | undefined)[]): Measure[] {
  const ks = results.flatMap((overall) => Object.keys(overall?.candidateRecall ?? {}).map(Number));
  const recall = `candidateRecall.${recallSize(ks) ?? ks.at(-1) ?? ""}`;
  const all = MEASURES.flatMap((measure) =>
    measure.name === "nil.f1" ? [measure, measureOf(recall)] : [measure],
  );
  return all.filter(({ name }) => results.some((overall) => valueAt(overall, name) !== null));
}

/** The number as the measure is shown. */
export const shown = ({ isDecimal }: Measure, value: Share): string =>
  isDecimal ? decimal(value) : percent(value);

/** A difference between two such numbers, with its sign. */
export function shownDifference({ isDecimal }: Measure, difference: Share): string {
  if (difference === null) return NONE;
  if (!isDecimal) return points(difference);
  const size = Math.abs(difference).toFixed(3);
  return size === "0.000" ? size : `${difference < 0 ? "−" : "+"}${size}`;
}
