import { describe, expect, it } from "vitest";
import { ExactIndex } from "./exact-index.js";
import { quantiseRows } from "./quantised-rows.js";
import { ShardedIndex } from "./sharded-index.js";
import { clusteredVectors, describeVectorIndex } from "./vector-index.contract.js";

/** Vectors dealt out to shards in turn, so that neighbours lie in different ones. */
function dealt(vectors: readonly Float32Array[], rows: Uint32Array, dimensions: number, shards: number) {
  return Array.from({ length: shards }, (_, shard) => {
    const mine = (_item: unknown, i: number) => i % shards === shard;
    return new ExactIndex(quantiseRows(vectors.filter(mine), dimensions), rows.filter(mine));
  });
}

for (const shards of [1, 3])
  describeVectorIndex(
    `ShardedIndex of ${shards}`,
    async (vectors, rows, dimensions) =>
      new ShardedIndex(dimensions, dealt(vectors, rows, dimensions, shards)),
    { minimumRecall: 1 },
  );

describe("ShardedIndex", () => {
  it("can have no shard", () => {
    const index = new ShardedIndex(4, []);
    expect([index.size, index.search(new Float32Array(4), 3)]).toEqual([0, []]);
    expect(() => index.search(new Float32Array(5), 3)).toThrow("The query should have 4 dimensions, found 5");
  });

  it("refuses a shard of other dimensions", () => {
    const shards = [8, 9].map((dimensions) => new ExactIndex(quantiseRows([], dimensions)));
    expect(() => new ShardedIndex(8, shards)).toThrow("Shard 1 should have 8 dimensions, found 9");
  });

  it("closes its shards", async () => {
    const shards = dealt(clusteredVectors(1, 4, 8, 1), Uint32Array.of(1, 2, 3, 4), 8, 2);
    await new ShardedIndex(8, shards).close();
    for (const shard of shards)
      expect(() => shard.search(new Float32Array(8), 1)).toThrow(expect.objectContaining({ code: "CLOSED" }));
  });
});
