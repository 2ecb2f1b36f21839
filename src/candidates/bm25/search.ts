import type { BestHits } from "../../vectors/best-hits.js";
import type { Formula } from "./formula.js";
import { WINDOW_BITS } from "./posting-list.js";
import { type QueryTerm, Scores, scorerOf } from "./scorers.js";
import { type Segment, windowsOf } from "./segment.js";

/**
 * Offers the documents of a segment that score highest to `best`, without adding up the scores of all.
 *
 * Documents are divided into windows, and of each term the most that it can add in a window is known or quickly found out. Windows
 * are searched from the one that promises most, until no other promises as much as the k-th best hit has (A. Mallia et al., "Faster
 * Learned Sparse Retrieval with Block-Max Pruning", SIGIR 2024). Inside a window terms add their shares from the one that can add
 * most; once those that are left cannot lift a document to the threshold by themselves, they are added to documents only that can
 * still reach it (MaxScore: H. Turtle and J. Flood, "Query Evaluation: Strategies and Optimizations", 1995). What is found is what
 * adding up everything would find.
 *
 * @param formula of all documents, which may be others than this segment's
 * @param drift the mean length of all documents by that of the segment's
 * @param accepts whether a document may be a hit
 */
export function searchSegment(
  segment: Segment,
  terms: readonly QueryTerm[],
  formula: Formula,
  drift: number,
  best: BestHits,
  accepts: (document: number) => boolean,
): void {
  const windows = windowsOf(segment);
  const scorers = terms
    .map((term) => scorerOf(segment, term, formula, drift))
    .map((scorer) => ({ scorer, most: scorer.bounds.reduce((a, b) => Math.max(a, b), 0) }))
    .sort((a, b) => b.most - a.most)
    .map(({ scorer }) => scorer);

  const promises = new Float64Array(windows);
  for (const { bounds } of scorers)
    for (let window = 0; window < windows; window++) promises[window]! += bounds[window] as number;
  const promise = (window: number): number => promises[window] as number;
  const order = Uint32Array.from(promises, (_, window) => window).sort((a, b) => promise(b) - promise(a));

  const scores = new Scores();
  /** The most that a term and those after it can add. */
  const rest = new Float64Array(scorers.length + 1);
  for (const window of order) {
    if (promise(window) === 0 || promise(window) < best.least) break;
    for (let i = scorers.length - 1; i >= 0; i--)
      rest[i] = (rest[i + 1] as number) + (scorers[i]?.bounds[window] as number);
    for (const [i, scorer] of scorers.entries()) {
      const only = (rest[i] as number) < best.least;
      if (only) {
        scores.keep(best.least, rest[i] as number);
        if (scores.length === 0) break;
      }
      if (scorer.bounds[window] !== 0) scorer.add(window, scores, only);
    }
    scores.keep(best.least, 0);
    for (let i = 0; i < scores.length; i++) {
      const place = scores.touched[i] as number;
      const document = (window << WINDOW_BITS) + place;
      if (accepts(document)) best.offer(segment.rows[document] as number, scores.sums[place] as number);
    }
    scores.clear();
  }
}
