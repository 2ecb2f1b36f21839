/** A row of an index that is near a query. */
export interface Hit {
  row: number;
  /** Dot product of the query and the row's vector. */
  score: number;
}

export interface SearchOptions {
  /** Rows that may be answers; absent = all. */
  allowed?: (row: number) => boolean;
}

/**
 * Vectors that can be searched: which of them have the greatest dot products with a query. Rows are numbers from 0 that whoever
 * makes an index chooses, in a KB the numbers of its entities; there may be gaps.
 */
export interface VectorIndex {
  /** Numbers of a vector. */
  readonly dimensions: number;
  /** Vectors in it. */
  readonly size: number;
  /**
   * The rows nearest to a query.
   *
   * @param query [dimensions]
   * @param k at most how many
   * @returns greatest score first, ties by row
   * @throws {NamesakeError} VECTORS_MISMATCH where the query has another number of dimensions
   */
  search(query: Float32Array, k: number, options?: SearchOptions): Hit[];
  /** Frees what is open. May be called twice. */
  close(): Promise<void>;
}
