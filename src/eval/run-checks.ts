import { isObject } from "./formats/json-lines.js";

/*
 * Whether what is read back is what a run writes. Files get damaged, and are made by others; what is measured of them looks into all
 * of this without asking again.
 */

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number";
const absentOr =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const nullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
/** An object with these fields at least. */
const withFields =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));
const eachOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);

const SPAN = { start: isNumber, end: isNumber };
const isSpan = withFields(SPAN);

const isPrediction = withFields({
  ...SPAN,
  entity: nullOr(isText),
  confidence: absentOr(isNumber),
  candidates: listOf(withFields({ id: isText, probability: isNumber })),
});

const isResolvedMention = withFields({
  ...SPAN,
  text: isText,
  reference: nullOr(isText),
  right: listOf(isText),
  label: absentOr(isText),
  optional: absentOr((value) => typeof value === "boolean"),
  parent: absentOr(isNumber),
  slices: listOf(isText),
  count: absentOr(isNumber),
  ambiguity: isNumber,
  context: withFields({ left: isText, right: isText }),
});

const isJudged = withFields({
  dataset: isText,
  linker: isText,
  id: isText,
  world: absentOr(isText),
  text: isText,
  gold: listOf(isResolvedMention),
  ignore: listOf(isSpan),
  evaluationSpan: absentOr(isSpan),
  given: nullOr(listOf(nullOr(isPrediction))),
  generated: nullOr(listOf(listOf(isText))),
  found: nullOr(listOf(isPrediction)),
  milliseconds: nullOr(isNumber),
});

/** Whether a value is a judged document with its data set and linker. */
export function isJudgedLine(value: unknown): boolean {
  if (!isObject(value) || !isJudged(value)) return false;
  const { gold, given, generated } = value;
  return [given, generated].every((list) => list === null || lengthOf(list) === lengthOf(gold));
}

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : -1);

const isOverall = withFields({
  candidateRecall: absentOr(isObject),
  intervals: absentOr(eachOf(withFields({ low: isNumber, high: isNumber }))),
});

/** Whether a value is an `Evaluation`, but for its version: all that comparing with another one looks into. */
export const isEvaluation: Check = withFields({
  created: isText,
  linker: isText,
  overall: isOverall,
  slices: isObject,
  baseline: isObject,
  options: isObject,
  kb: withFields({ name: isText, contentHash: isText }),
  datasets: eachOf(withFields({ documents: isNumber, mentions: isNumber })),
  linkers: eachOf(withFields({ overall: isOverall, datasets: eachOf(withFields({ overall: isOverall })) })),
});
