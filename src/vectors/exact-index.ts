import { NamesakeError } from "../errors.js";
import { checkQuery } from "./check-query.js";
import { searchExactly } from "./exact-search.js";
import type { QuantisedRows } from "./quantised-rows.js";
import type { Hit, SearchOptions, VectorIndex } from "./vector-index.js";

/**
 * An index that looks at every row: nothing to build, and no neighbour is missed. For knowledge bases of up to a million entities,
 * and as the truth that other indexes are measured by.
 *
 * @example
 * ```ts
 * const index = new ExactIndex(quantiseRows(vectors, 256));
 * const [nearest] = index.search(query, 1);
 * ```
 */
export class ExactIndex implements VectorIndex {
  readonly dimensions: number;
  readonly size: number;
  private rows: QuantisedRows | undefined;

  /**
   * @param rows kept as they are, not copied
   * @param rowOf the row of each vector, [size], all different; absent = 0, 1, 2, ...
   */
  constructor(
    rows: QuantisedRows,
    private readonly rowOf?: Uint32Array,
  ) {
    this.rows = rows;
    this.dimensions = rows.dimensions;
    this.size = rows.size;
  }

  search(query: Float32Array, k: number, { allowed }: SearchOptions = {}): Hit[] {
    if (this.rows === undefined) throw new NamesakeError("CLOSED", { what: "The vector index" });
    checkQuery(query, this.dimensions);
    return searchExactly(this.rows, this.rowOf, query, k, allowed);
  }

  async close(): Promise<void> {
    this.rows = undefined;
  }
}
