import { describe, expect, it, onTestFinished } from "vitest";
import { NamesakeError } from "../errors.js";
import { randomFractions } from "../random.js";
import { dotRow, quantiseRows } from "./quantised-rows.js";
import type { Hit, VectorIndex } from "./vector-index.js";

/** Scales a vector to length 1, in place. */
function normalise(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/**
 * Vectors of length 1 around centres, as those of real things lie: vector `i` is near centre `i % centres`.
 *
 * @param spread length of the noise that is added to a centre, which has length 1
 */
export function clusteredVectors(
  seed: number,
  count: number,
  dimensions: number,
  centres: number,
  spread = 0.7,
): Float32Array[] {
  const fraction = randomFractions(seed);
  // The sum of three fractions is near enough to a normal distribution.
  const normal = () => (fraction() + fraction() + fraction() - 1.5) * 2;
  const draw = () => normalise(Float32Array.from({ length: dimensions }, normal));
  const middles = Array.from({ length: centres }, draw);
  return Array.from({ length: count }, (_, i) => {
    const middle = middles[i % centres] as Float32Array;
    const noise = draw();
    return normalise(middle.map((value, at) => value + spread * (noise[at] as number)));
  });
}

/** Rows with gaps: 3, 10, 17, ... */
export const rowsWithGaps = (count: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, i) => 3 + 7 * i);

/** The answer by definition: every row that is allowed, scored by {@link dotRow}, sorted. */
export function bruteForce(
  vectors: readonly Float32Array[],
  rows: Uint32Array,
  query: Float32Array,
  k: number,
  allowed: (row: number) => boolean = () => true,
): Hit[] {
  const quantised = quantiseRows(vectors, query.length);
  return Array.from(rows, (row, at) => ({ row, score: dotRow(quantised, at, query) }))
    .filter(({ row }) => allowed(row))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, k);
}

export interface VectorIndexExpectations {
  /** Recall@10 against brute force over the same int8 rows, averaged over queries; 1 for exact indexes. */
  minimumRecall: number;
}

/**
 * One shared suite: every index keeps it, approximate ones too. Small indexes (up to 40 vectors) are searched exactly by all.
 *
 * @param build of vectors of length 1, with their rows, ascending; both may be empty
 */
export function describeVectorIndex(
  name: string,
  build: (vectors: readonly Float32Array[], rows: Uint32Array, dimensions: number) => Promise<VectorIndex>,
  { minimumRecall }: VectorIndexExpectations,
): void {
  const make: typeof build = async (vectors, rows, dimensions) => {
    const index = await build(vectors, rows, dimensions);
    onTestFinished(() => index.close());
    return index;
  };

  describe(`${name} keeps the contract of a vector index`, () => {
    it("knows its size and dimensions", async () => {
      const index = await make(clusteredVectors(1, 30, 16, 3), rowsWithGaps(30), 16);
      expect([index.size, index.dimensions]).toEqual([30, 16]);
    });

    it("finds each vector by itself, under its row", async () => {
      const vectors = clusteredVectors(2, 40, 16, 4);
      const rows = rowsWithGaps(40);
      const index = await make(vectors, rows, 16);
      const found = vectors.map((vector) => index.search(vector, 1)[0]);
      expect(found.map((hit) => hit?.row)).toEqual([...rows]);
      for (const hit of found) expect(hit?.score).toBeCloseTo(1, 1);
    });

    it("gives dot products, the greatest first, of a query of any length", async () => {
      const vectors = clusteredVectors(3, 40, 24, 4);
      const rows = rowsWithGaps(40);
      const index = await make(vectors, rows, 24);
      const query = (clusteredVectors(4, 1, 24, 1)[0] as Float32Array).map((value) => 3 * value);
      const before = query.slice();
      const hits = index.search(query, 12);
      expect(query).toEqual(before);
      const truth = bruteForce(vectors, rows, query, 12);
      expect(hits).toHaveLength(12);
      hits.forEach(({ score }, i) => {
        expect(Math.abs(score - (truth[i]?.score ?? 0))).toBeLessThan(0.02);
        expect(score).toBeLessThanOrEqual(hits[i - 1]?.score ?? Infinity);
      });
    });

    it("puts vectors that are equal in the order of their rows", async () => {
      const [twin, other] = clusteredVectors(5, 2, 16, 2) as [Float32Array, Float32Array];
      const index = await make(
        [other, twin, other, twin, twin, other],
        Uint32Array.of(2, 3, 50, 51, 90, 91),
        16,
      );
      expect(index.search(twin, 3).map(({ row }) => row)).toEqual([3, 51, 90]);
      expect(index.search(other, 6).map(({ row }) => row)).toEqual([2, 50, 91, 3, 51, 90]);
    });

    it("gives all rows where more are asked for than there are, and none for none", async () => {
      const rows = rowsWithGaps(9);
      const index = await make(clusteredVectors(6, 9, 16, 2), rows, 16);
      const query = clusteredVectors(7, 1, 16, 1)[0] as Float32Array;
      const found = index.search(query, 1000).map(({ row }) => row);
      expect(found.sort((a, b) => a - b)).toEqual([...rows]);
      expect(index.search(query, 0)).toEqual([]);
    });

    it("can be empty, or have one vector", async () => {
      const vector = clusteredVectors(8, 1, 16, 1)[0] as Float32Array;
      const empty = await make([], new Uint32Array(), 16);
      expect([empty.size, empty.dimensions, empty.search(vector, 5)]).toEqual([0, 16, []]);
      const single = await make([vector], Uint32Array.of(4_000_000_000), 16);
      expect(single.search(vector, 5).map(({ row }) => row)).toEqual([4_000_000_000]);
    });

    it("refuses a query of other dimensions", async () => {
      const index = await make(clusteredVectors(9, 5, 16, 1), rowsWithGaps(5), 16);
      for (const dimensions of [0, 15, 17]) {
        const search = () => index.search(new Float32Array(dimensions), 3);
        expect(search).toThrow(NamesakeError);
        expect(search).toThrow(expect.objectContaining({ code: "VECTORS_MISMATCH" }));
      }
    });

    it("finds the nearest of clustered vectors", async () => {
      const vectors = clusteredVectors(10, 1500, 32, 40);
      const rows = rowsWithGaps(1500);
      const index = await make(vectors, rows, 32);
      const queries = clusteredVectors(10, 1540, 32, 40).slice(1500);
      expect(meanRecall(index, vectors, rows, queries, 10)).toBeGreaterThanOrEqual(minimumRecall);
      const query = queries[0] as Float32Array;
      expect(index.search(query, 10)).toEqual(index.search(query, 10));
    });

    it("finds the nearest of those that are allowed", async () => {
      const vectors = clusteredVectors(11, 1000, 32, 20);
      const rows = rowsWithGaps(1000);
      const index = await make(vectors, rows, 32);
      const queries = clusteredVectors(11, 1020, 32, 20).slice(1000);
      const even = (row: number) => row % 2 === 0;
      expect(meanRecall(index, vectors, rows, queries, 10, even)).toBeGreaterThanOrEqual(minimumRecall);
      for (const query of queries.slice(0, 3))
        expect(index.search(query, 10, { allowed: even }).every(({ row }) => even(row))).toBe(true);
    });

    it("finds the few that are allowed, however far away they are", async () => {
      const rows = rowsWithGaps(1000);
      const index = await make(clusteredVectors(12, 1000, 32, 20), rows, 32);
      const few = new Set([rows[7], rows[444], rows[998]]);
      const query = clusteredVectors(13, 1, 32, 1)[0] as Float32Array;
      const hits = index.search(query, 10, { allowed: (row) => few.has(row) });
      expect(new Set(hits.map(({ row }) => row))).toEqual(few);
      expect(index.search(query, 10, { allowed: () => false })).toEqual([]);
    });

    it("can be closed twice", async () => {
      const index = await build(clusteredVectors(14, 20, 16, 2), rowsWithGaps(20), 16);
      await index.close();
      await index.close();
    });
  });
}

/** Share of the best k that an index finds, on average over queries; rows that are as good as the last of them are right, too. */
export function meanRecall(
  index: VectorIndex,
  vectors: readonly Float32Array[],
  rows: Uint32Array,
  queries: readonly Float32Array[],
  k: number,
  allowed?: (row: number) => boolean,
): number {
  const position = new Map(Array.from(rows, (row, at) => [row, at]));
  const quantised = quantiseRows(vectors, index.dimensions);
  const recalls = queries.map((query) => {
    const truth = bruteForce(vectors, rows, query, k, allowed);
    const last = (truth.at(-1)?.score as number) - 1e-6;
    const found = new Set(index.search(query, k, allowed && { allowed }).map(({ row }) => row));
    const right = [...found].filter((row) => dotRow(quantised, position.get(row) as number, query) >= last);
    return right.length / truth.length;
  });
  return recalls.reduce((sum, value) => sum + value, 0) / recalls.length;
}
