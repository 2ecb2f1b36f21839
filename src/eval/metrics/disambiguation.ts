import { isRight, type JudgedDocument } from "../judged.js";
import type { Disambiguation } from "../result.js";
import { isCounted } from "./counted.js";
import { mean, score, share, sumCounts } from "./score.js";

/** What is counted of a document when the gold mentions were given; all that is reported is made of sums of these. */
export interface DisambiguationCounts {
  mentions: number;
  inKb: number;
  nilMentions: number;
  /** Mentions that were put to the linker, those in the KB among them, and those it was right about. */
  asked: number;
  askedInKb: number;
  right: number;
  rightInKb: number;
  /** Sum of 1 / rank, and how many answers list candidates at all. */
  reciprocalRanks: number;
  ranked: number;
  nilTp: number;
  nilFp: number;
  nilFn: number;
  /** Mentions in the KB whose candidate stage is told. */
  generated: number;
  /** Mentions that were asked and have a right entity among the candidates, and those it was right about. */
  reachable: number;
  rightReachable: number;
}

const ZERO: DisambiguationCounts = {
  mentions: 0,
  inKb: 0,
  nilMentions: 0,
  asked: 0,
  askedInKb: 0,
  right: 0,
  rightInKb: 0,
  reciprocalRanks: 0,
  ranked: 0,
  nilTp: 0,
  nilFp: 0,
  nilFn: 0,
  generated: 0,
  reachable: 0,
  rightReachable: 0,
};

/** Whether anything was measured with the gold mentions given. */
export function isDisambiguated({ given, generated }: JudgedDocument): boolean {
  return given !== null || generated !== null;
}

/** Counts of one document. */
export function countDisambiguation(document: JudgedDocument): DisambiguationCounts {
  const counts = { ...ZERO };
  const { gold, given, generated } = document;
  gold.forEach((mention, i) => {
    if (!isCounted(document, mention)) return;
    const inKb = mention.right.length > 0;
    const candidates = generated?.[i];
    const isReachable = candidates?.some((id) => mention.right.includes(id)) ?? false;
    counts.mentions++;
    if (inKb) counts.inKb++;
    if (mention.reference === null) counts.nilMentions++;
    if (inKb && candidates !== undefined) counts.generated++;
    if (given === null) return;

    const answer = given[i] ?? null;
    const entity = answer?.entity ?? null;
    const right = isRight(mention, entity);
    counts.asked++;
    if (inKb) counts.askedInKb++;
    if (right) counts.right++;
    if (right && inKb) counts.rightInKb++;
    if (right && entity === null) counts.nilTp++;
    if (!right && entity === null) counts.nilFp++;
    if (!inKb && entity !== null) counts.nilFn++;
    if (isReachable) counts.reachable++;
    if (isReachable && right) counts.rightReachable++;
    if (answer === null || answer.candidates.length === 0) return;
    const rank = answer.candidates.findIndex(({ id }) => mention.right.includes(id));
    counts.ranked++;
    if (rank >= 0) counts.reciprocalRanks += 1 / (rank + 1);
  });
  return counts;
}

/** Mentions in the KB with a right entity among the first `k` generated. */
export function countRecalled(document: JudgedDocument, k: number): number {
  const { gold, generated } = document;
  if (generated === null) return 0;
  return gold.filter((mention, i) => {
    const first = generated[i]?.slice(0, k) ?? [];
    return isCounted(document, mention) && first.some((id) => mention.right.includes(id));
  }).length;
}

/**
 * Measures linking of given mentions. Optional mentions, and those outside of what is evaluated, are left out. A mention that is
 * NIL, or whose entity the KB lacks, expects NIL; no answer counts as NIL. Documents that were not run are left out of accuracies,
 * and those whose candidate stage is not told of recalls. The mean reciprocal rank is not defined where no answer lists candidates.
 *
 * @param ks sizes of candidate lists; recall at k looks at the first k generated, and no further
 * @example
 * ```ts
 * measureDisambiguation(documents, [1, 10]).candidateRecall; // { "1": 0.8, "10": 0.97 }
 * ```
 */
export function measureDisambiguation(
  documents: readonly JudgedDocument[],
  ks: readonly number[],
): Disambiguation {
  const measured = documents.filter(isDisambiguated);
  const each = measured.map(countDisambiguation);
  const sum = sumCounts(ZERO, each);
  const recall = (k: number) =>
    share(
      measured.reduce((hits, document) => hits + countRecalled(document, k), 0),
      sum.generated,
    );
  return {
    mentions: sum.mentions,
    inKb: sum.inKb,
    notInKb: sum.mentions - sum.inKb - sum.nilMentions,
    nilMentions: sum.nilMentions,
    inKbAccuracy: share(sum.rightInKb, sum.askedInKb),
    inKbAccuracyMacro: mean(each.map(({ rightInKb, askedInKb }) => share(rightInKb, askedInKb))),
    accuracy: share(sum.right, sum.asked),
    accuracyMacro: mean(each.map(({ right, asked }) => share(right, asked))),
    normalisedAccuracy: share(sum.rightReachable, sum.reachable),
    mrr: sum.ranked === 0 ? null : share(sum.reciprocalRanks, sum.askedInKb),
    candidateRecall: Object.fromEntries(ks.map((k) => [String(k), recall(k)])),
    nil: score({ tp: sum.nilTp, fp: sum.nilFp, fn: sum.nilFn }),
  };
}
