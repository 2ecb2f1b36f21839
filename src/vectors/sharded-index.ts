import { NamesakeError } from "../errors.js";
import { BestHits } from "./best-hits.js";
import { checkQuery } from "./check-query.js";
import type { Hit, SearchOptions, VectorIndex } from "./vector-index.js";

/** Several indexes as one: each is asked, and the best of their hits are the answer. */
export class ShardedIndex implements VectorIndex {
  readonly size: number;

  /**
   * @param dimensions of all shards; also where there is no shard
   * @param shards with different rows; closed together with this index
   * @throws {NamesakeError} VECTORS_MISMATCH where a shard has other dimensions
   */
  constructor(
    readonly dimensions: number,
    private readonly shards: readonly VectorIndex[],
  ) {
    const odd = shards.findIndex((shard) => shard.dimensions !== dimensions);
    if (odd >= 0)
      throw new NamesakeError("VECTORS_MISMATCH", {
        what: `Shard ${odd}`,
        expected: `${dimensions} dimensions`,
        found: `${shards[odd]?.dimensions}`,
      });
    this.size = shards.reduce((sum, { size }) => sum + size, 0);
  }

  search(query: Float32Array, k: number, options?: SearchOptions): Hit[] {
    checkQuery(query, this.dimensions);
    const best = new BestHits(k);
    for (const shard of this.shards)
      for (const { row, score } of shard.search(query, k, options)) best.offer(row, score);
    return best.sorted();
  }

  async close(): Promise<void> {
    await Promise.all(this.shards.map((shard) => shard.close()));
  }
}
