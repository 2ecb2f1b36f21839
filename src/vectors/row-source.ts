import type { QuantisedRows } from "./quantised-rows.js";

/** Vectors with the rows that they belong to. */
export interface RowBlock extends QuantisedRows {
  /** [size] */
  readonly rows: Uint32Array;
}

/** Where the vector of each row is, in memory or on a disk. */
export interface RowScores {
  readonly dimensions: number;
  /** The dot product of the vector of a row with a query, [dimensions]; undefined where the row has no vector any more. */
  score(row: number, query: Float32Array): number | undefined;
}

/** What an index is built of: vectors that come some at a time, so that they are never all in memory. */
export interface RowSource {
  readonly dimensions: number;
  /** Vectors in it. */
  readonly size: number;
  /** All vectors in ascending order of their rows, the same ones each time. */
  blocks(): Iterable<RowBlock> | AsyncIterable<RowBlock>;
}
