import { NamesakeError } from "../errors.js";
import { BestHits } from "./best-hits.js";
import { checkQuery } from "./check-query.js";
import { HnswGraph, type OpenGraphOptions } from "./hnsw-graph.js";
import type { RowScores } from "./row-source.js";
import type { Hit, SearchOptions, VectorIndex } from "./vector-index.js";

/** How an index is opened. */
export interface HnswOptions extends Partial<OpenGraphOptions> {
  /** Of how many rows that the graphs find the exact scores are read at least, default 40; twice k where that is more. */
  rescored?: number;
}

/** With it 95 % of the nearest are found, or more (docs/vectors.md). */
const DEFAULT_EXPANSION = 160;
const DEFAULT_RESCORED = 40;
/** Where a filter leaves at most so many rows, all of them are scored. */
const FEW = 20_000;

interface Candidate {
  row: number;
  distance: number;
}

/**
 * Approximate nearest neighbours by graphs in which one goes from each vector to a nearer one (Malkov and Yashunin 2018, "Efficient
 * and robust approximate nearest neighbor search using hierarchical navigable small world graphs"), as usearch makes them. The
 * graphs hold the vectors coarsely; the best of what they find is scored by the vectors themselves, which may be on a disk.
 *
 * Vectors should be of length 1: the graphs look at their directions only.
 *
 * @example
 * ```ts
 * const folder = VectorFolder.open("./vectors");
 * const files = await buildHnsw(folder, "./vectors/v1-hnsw");
 * const index = await HnswIndex.open(files, folder);
 * const hits = index.search(query, 10);
 * ```
 */
export class HnswIndex implements VectorIndex {
  readonly dimensions: number;
  readonly size: number;
  private isOpen = true;

  private constructor(
    private readonly graphs: readonly HnswGraph[],
    private readonly vectors: RowScores,
    private readonly rescored: number,
  ) {
    this.dimensions = vectors.dimensions;
    this.size = graphs.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * @param paths the files of an index, as {@link buildHnsw} returned them
   * @param vectors the vectors that it was built of; not closed together with it
   * @throws {NamesakeError} INDEX_DAMAGED, INDEX_NEWER, USEARCH_MISSING; VECTORS_MISMATCH where the vectors have other dimensions
   */
  static async open(
    paths: readonly string[],
    vectors: RowScores,
    { rescored = DEFAULT_RESCORED, expansion = DEFAULT_EXPANSION, memory = "mapped" }: HnswOptions = {},
  ): Promise<HnswIndex> {
    const graphs: HnswGraph[] = [];
    try {
      for (const path of paths) {
        const graph = await HnswGraph.open(path, { expansion, memory });
        graphs.push(graph);
        if (graph.dimensions !== vectors.dimensions)
          throw new NamesakeError("VECTORS_MISMATCH", {
            what: `The vectors of the index ${path}`,
            expected: `${vectors.dimensions} dimensions`,
            found: `${graph.dimensions}`,
          });
      }
      return new HnswIndex(graphs, vectors, rescored);
    } catch (error) {
      for (const graph of graphs) graph.close();
      throw error;
    }
  }

  search(query: Float32Array, k: number, { allowed }: SearchOptions = {}): Hit[] {
    if (!this.isOpen) throw new NamesakeError("CLOSED", { what: "The vector index" });
    checkQuery(query, this.dimensions);
    if (k <= 0) return [];
    const wanted = Math.max(this.rescored, 2 * k);
    if (allowed === undefined)
      return wanted < this.size
        ? this.best(rowsOf(this.nearest(query, wanted), wanted), query, k)
        : this.best(this.rows(), query, k);
    return this.searchAllowed(query, k, wanted, allowed);
  }

  async close(): Promise<void> {
    this.isOpen = false;
    for (const graph of this.graphs) graph.close();
  }

  /** Asks the graphs for more and more until enough of it is allowed; where few rows are allowed at all, scores those. */
  private searchAllowed(
    query: Float32Array,
    k: number,
    wanted: number,
    allowed: (row: number) => boolean,
  ): Hit[] {
    for (let asked = wanted; asked < this.size; asked *= 4) {
      const found = this.nearest(query, asked).filter(({ row }) => allowed(row));
      if (2 * found.length >= k + wanted) return this.best(rowsOf(found, wanted), query, k);
      if (asked >= 16 * wanted) {
        const few = this.fewAllowed(allowed);
        if (few !== undefined) return this.best(few, query, k);
      }
    }
    return this.best(this.rows(allowed), query, k);
  }

  /** What the graphs find, `count` rows or somewhat more. */
  private nearest(query: Float32Array, count: number): Candidate[] {
    const found: Candidate[] = [];
    for (const graph of this.graphs)
      graph.eachNearest(query, count, (row, distance) => found.push({ row, distance }));
    return found;
  }

  private *rows(allowed: (row: number) => boolean = () => true): Generator<number> {
    for (const { rows } of this.graphs) for (const row of rows) if (allowed(row)) yield row;
  }

  /** The rows that are allowed; undefined where those are not few. */
  private fewAllowed(allowed: (row: number) => boolean): number[] | undefined {
    const few: number[] = [];
    for (const row of this.rows(allowed)) if (few.push(row) > FEW) return undefined;
    return few;
  }

  private best(rows: Iterable<number>, query: Float32Array, k: number): Hit[] {
    const best = new BestHits(k);
    for (const row of rows) {
      const score = this.vectors.score(row, query);
      if (score !== undefined) best.offer(row, score);
    }
    return best.sorted();
  }
}

/** The rows of the nearest candidates, at most `count`. */
function rowsOf(candidates: Candidate[], count: number): number[] {
  return candidates
    .sort((a, b) => a.distance - b.distance || a.row - b.row)
    .slice(0, count)
    .map(({ row }) => row);
}
