/**
 * Candidates of the mentions of a data set, found once and kept in a file: wrong ones to train a bi-encoder on, lists for a
 * cross-encoder to choose from, and what a teacher thinks of them for a student to learn.
 */
export interface CandidateLists {
  /** Mentions that there are lists for: all of the texts in their order, those of nothing included. */
  readonly mentions: number;
  /** At most so many candidates a mention. */
  readonly most: number;
  /** Numbers in the KB of a mention's candidates, best first. */
  rows(mention: number): readonly number[];
  /** What was thought of each of them, in log-odds between them, in their order. */
  scores(mention: number): readonly number[];
}
