import { isRight, type JudgedDocument } from "../judged.js";
import type { Calibration } from "../result.js";
import { isCounted } from "./counted.js";
import { matchFound } from "./matching.js";
import { share } from "./score.js";

/** A decision whose confidence can be compared with what came of it. */
export interface Decision {
  /** 0 to 1; undefined where the linker gives none. */
  confidence: number | undefined;
  right: boolean;
  /** It is an entity, not NIL. */
  isLink: boolean;
}

/** Precisions that a user may want to keep. */
const PRECISIONS = [0.9, 0.95, 0.99] as const;

/**
 * The counted decisions of documents: on the gold mentions where these were given to any, else the links found, which are right
 * when strictly so ({@link matchFound}). A mention without an answer is a decision for NIL without a confidence.
 */
export function decisionsOf(documents: readonly JudgedDocument[]): Decision[][] {
  if (documents.some(({ given }) => given !== null)) return documents.map(decisionsOnGiven);
  return documents.map((document) => {
    if (document.found === null) return [];
    const matching = matchFound(document, "strict");
    return document.found.flatMap(({ entity, confidence }, i): Decision[] => {
      const match = matching.found[i];
      if (entity === null || match?.uncounted !== null) return [];
      return [{ confidence, right: match.right, isLink: true }];
    });
  });
}

function decisionsOnGiven(document: JudgedDocument): Decision[] {
  if (document.given === null) return [];
  return document.given.flatMap((answer, i): Decision[] => {
    const mention = document.gold[i];
    if (mention === undefined || !isCounted(document, mention)) return [];
    const entity = answer?.entity ?? null;
    return [{ confidence: answer?.confidence, right: isRight(mention, entity), isLink: entity !== null }];
  });
}

/** The bin of a confidence, of bins of equal width; 1 belongs to the last. */
export function binOf(confidence: number, bins: number): number {
  return Math.min(bins - 1, Math.floor(confidence * bins));
}

/**
 * Measures how well confidences tell what is right: Brier score (Brier 1950), expected calibration error over bins of equal width
 * (Naeini, Cooper and Hauskrecht 2015; 15 bins as in Guo et al. 2017) and how much can be kept at a precision.
 *
 * For the last, links are sorted by confidence, and a threshold keeps all that are as sure or surer. Of the thresholds that reach
 * the precision the one that keeps most is taken; what it keeps is given as a share of all mentions (of all links found, where the
 * mentions were not given). It is 0 where no threshold reaches it, and `null` where there are no confidences.
 *
 * @example
 * ```ts
 * // Right at 0.9 and 0.8, wrong at 0.7: two of the three can be kept, from 0.8 on.
 * measureCalibration(documents).coverage[0]; // { precision: 0.9, coverage: 0.667, threshold: 0.8 }
 * ```
 */
export function measureCalibration(documents: readonly JudgedDocument[], bins = 15): Calibration {
  const decisions = decisionsOf(documents).flat();
  const known = decisions.flatMap(({ confidence, right, isLink }) =>
    confidence === undefined ? [] : [{ confidence, right: Number(right), isLink }],
  );
  const all = Array.from({ length: bins }, () => ({ confidence: 0, right: 0, mentions: 0 }));
  let squares = 0;
  for (const { confidence, right } of known) {
    const bin = all[binOf(confidence, bins)];
    if (bin === undefined) continue;
    bin.confidence += confidence;
    bin.right += right;
    bin.mentions++;
    squares += (confidence - right) ** 2;
  }
  return {
    brier: share(squares, known.length),
    ece: share(
      all.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0),
      known.length,
    ),
    reliability: all.flatMap(({ confidence, right, mentions }, i) =>
      mentions === 0
        ? []
        : [
            {
              from: i / bins,
              to: (i + 1) / bins,
              confidence: confidence / mentions,
              accuracy: right / mentions,
              mentions,
            },
          ],
    ),
    coverage: measureCoverage(
      known.filter(({ isLink }) => isLink),
      known.length === 0 ? 0 : decisions.length,
    ),
  };
}

function measureCoverage(
  links: readonly { confidence: number; right: number }[],
  mentions: number,
): Calibration["coverage"] {
  const sorted = [...links].sort((a, b) => b.confidence - a.confidence);
  const best = PRECISIONS.map((precision) => ({
    precision,
    coverage: share(0, mentions),
    threshold: null as number | null,
  }));
  let right = 0;
  sorted.forEach((link, i) => {
    right += link.right;
    if (sorted[i + 1]?.confidence === link.confidence) return;
    for (const one of best) {
      if (right / (i + 1) < one.precision) continue;
      one.coverage = share(i + 1, mentions);
      one.threshold = link.confidence;
    }
  });
  return best;
}
