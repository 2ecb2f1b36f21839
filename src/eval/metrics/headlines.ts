import type { JudgedDocument } from "../judged.js";
import type { Share } from "../result.js";
import { binOf, decisionsOf } from "./calibration.js";
import { countDisambiguation, countRecalled } from "./disambiguation.js";
import { countEndToEnd } from "./end-to-end.js";
import { share, type Tally } from "./score.js";

/**
 * A number by which linkers are compared, taken apart into what each document adds to it: resampling documents is then a sum of
 * short rows.
 */
export interface Headline {
  /** The path of the number in the overall result, such as "strict.f1". */
  name: string;
  /** [document, count] */
  rows: readonly (readonly number[])[];
  /** The number, of rows summed up. */
  value: (sum: ArrayLike<number>) => Share;
}

const BINS = 15;

/** Candidate lists longer than this are of little use to a reader, or to a cross-encoder. */
const LONGEST_LIST = 30;

/** The size of candidate lists whose recall is told where one is: the largest of those measured that is of use; undefined where none is. */
export function recallSize(ks: readonly number[]): number | undefined {
  const useful = ks.filter((k) => k <= LONGEST_LIST);
  return useful.length === 0 ? undefined : Math.max(...useful);
}

const ratio = (sum: ArrayLike<number>): Share => share(sum[0] ?? 0, sum[1] ?? 0);

const f1 = (sum: ArrayLike<number>): Share => {
  const [tp, wrong] = [sum[0] ?? 0, sum[1] ?? 0];
  return share(2 * tp, 2 * tp + wrong);
};

const f1Row = ({ tp, fp, fn }: Tally): number[] => [tp, fp + fn];

/** The last column counts decisions, the others sum confidence less right of a bin. */
const calibrationError = (sum: ArrayLike<number>): Share => {
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) error += Math.abs(sum[bin] ?? 0);
  return share(error, sum[BINS] ?? 0);
};

/** A grid of 2^-30, on which sums of confidences are exact, in whatever order they are added. */
const GRID = 2 ** 30;

function calibrationRows(documents: readonly JudgedDocument[]): number[][] {
  return decisionsOf(documents).map((decisions) => {
    const row = new Array<number>(BINS + 1).fill(0);
    for (const { confidence, right } of decisions) {
      if (confidence === undefined) continue;
      const bin = binOf(confidence, BINS);
      row[bin] = (row[bin] ?? 0) + Math.round(confidence * GRID) / GRID - Number(right);
      row[BINS] = (row[BINS] ?? 0) + 1;
    }
    return row;
  });
}

/**
 * The headlines of documents: those that are defined for what was run. Recall is that of the longest candidate list of up to 30.
 *
 * @param ks sizes of candidate lists for recall
 */
export function headlinesOf(documents: readonly JudgedDocument[], ks: readonly number[]): Headline[] {
  const headlines: Headline[] = [];
  const add = (name: string, rows: number[][], value: Headline["value"]): void => {
    const sum = sumRows(rows);
    if (value(sum) !== null) headlines.push({ name, rows, value });
  };
  const counts = documents.map(countDisambiguation);
  if (documents.some(({ given }) => given !== null)) {
    add(
      "inKbAccuracy",
      counts.map(({ rightInKb, askedInKb }) => [rightInKb, askedInKb]),
      ratio,
    );
    add(
      "accuracy",
      counts.map(({ right, asked }) => [right, asked]),
      ratio,
    );
    add(
      "nil.f1",
      counts.map(({ nilTp, nilFp, nilFn }) => f1Row({ tp: nilTp, fp: nilFp, fn: nilFn })),
      f1,
    );
  }
  const k = recallSize(ks);
  if (k !== undefined && documents.some(({ generated }) => generated !== null)) {
    add(
      `candidateRecall.${k}`,
      counts.map(({ generated }, i) => [countRecalled(documents[i] as JudgedDocument, k), generated]),
      ratio,
    );
  }
  if (documents.some(({ found }) => found !== null)) {
    const each = documents.map((document) => (document.found === null ? null : countEndToEnd(document)));
    for (const part of ["strict", "weak"] as const) {
      const rows = each.map((one) => (one === null ? [0, 0] : f1Row(one[part])));
      add(`${part}.f1`, rows, f1);
    }
  }
  add("ece", calibrationRows(documents), calibrationError);
  return headlines;
}

/** Column by column; empty where there are no rows. */
export function sumRows(rows: readonly (readonly number[])[]): number[] {
  const sum = (rows[0] ?? []).map(() => 0);
  for (const row of rows) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (row[i] ?? 0);
  return sum;
}
