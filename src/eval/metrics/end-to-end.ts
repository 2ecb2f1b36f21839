import type { JudgedDocument } from "../judged.js";
import type { EndToEnd, Score } from "../result.js";
import { isRightLink, type Matching, matchFound } from "./matching.js";
import { mean, score, share, sumCounts, type Tally } from "./score.js";

/** What is counted of a document that was linked end to end; all that is reported is made of sums of these. */
export interface EndToEndCounts {
  strict: Tally;
  weak: Tally;
  detection: Tally;
  /** Gold mentions in the KB whose span was found exactly, and those of them whose entity was right. */
  found: { all: number; right: number };
}

/** Links of a matching that are right, false and missed. A counted gold mention that is NIL is no link, nor is a prediction of NIL. */
function countLinks(document: JudgedDocument, matching: Matching): Tally {
  const tally = { tp: 0, fp: 0, fn: 0 };
  document.gold.forEach((mention, i) => {
    const match = matching.gold[i];
    if (match?.uncounted !== null || mention.reference === null) return;
    if (isRightLink(mention, match)) tally.tp++;
    else tally.fn++;
  });
  document.found?.forEach(({ entity }, i) => {
    const match = matching.found[i];
    if (match?.uncounted === null && entity !== null && !match.right) tally.fp++;
  });
  return tally;
}

/** Spans alone. */
function countSpans(document: JudgedDocument): Tally {
  const { gold, found } = matchFound(document, "spans");
  const counted = gold.filter(({ uncounted }) => uncounted === null);
  const tp = counted.filter(({ found }) => found !== null).length;
  const fp = found.filter(({ gold, uncounted }) => uncounted === null && gold === null).length;
  return { tp, fp, fn: counted.length - tp };
}

/** Counts of one document; one that was not run counts as one where nothing was found. */
export function countEndToEnd(document: JudgedDocument): EndToEndCounts {
  const matching = matchFound(document, "strict");
  const exact = document.gold.filter((mention, i) => {
    const match = matching.gold[i];
    return mention.right.length > 0 && match?.uncounted === null && match.found !== null;
  }).length;
  const strict = countLinks(document, matching);
  return {
    strict,
    weak: countLinks(document, matchFound(document, "weak")),
    detection: countSpans(document),
    found: { all: exact, right: strict.tp },
  };
}

/**
 * Measures linking of raw text, over the documents that were run; what is matched with what, and what does not count, is said at
 * {@link matchFound}.
 *
 * A prediction of NIL is no link. A gold mention that is NIL is none either: a link predicted on it is false. A gold mention whose
 * entity the KB lacks is one that is missed, as the data asks for it: recall over a part of an encyclopaedia has its limit there.
 * Detection takes all gold spans and all spans found, NIL or not.
 *
 * Micro scores are made of summed counts. The macro ones are means over the documents where the score is defined.
 *
 * @example
 * ```ts
 * const { strict, macro } = measureEndToEnd(documents);
 * console.log(strict.f1, macro.strict.f1);
 * ```
 */
export function measureEndToEnd(documents: readonly JudgedDocument[]): EndToEnd {
  const each = documents.filter(({ found }) => found !== null).map(countEndToEnd);
  const micro = (part: "strict" | "weak" | "detection"): Score =>
    score(
      sumCounts(
        { tp: 0, fp: 0, fn: 0 },
        each.map((counts) => counts[part]),
      ),
    );
  const macro = (part: "strict" | "weak"): Pick<Score, "precision" | "recall" | "f1"> => {
    const scores = each.map((counts) => score(counts[part]));
    return {
      precision: mean(scores.map(({ precision }) => precision)),
      recall: mean(scores.map(({ recall }) => recall)),
      f1: mean(scores.map(({ f1 }) => f1)),
    };
  };
  const found = sumCounts(
    { all: 0, right: 0 },
    each.map((counts) => counts.found),
  );
  const strict = micro("strict");
  return {
    documents: each.length,
    links: strict.tp + strict.fn,
    strict,
    weak: micro("weak"),
    macro: { strict: macro("strict"), weak: macro("weak") },
    detection: micro("detection"),
    foundAccuracy: share(found.right, found.all),
  };
}
