import { NamesakeError, reason } from "../errors.js";

/** As much of a graph of usearch as is used here. */
export interface UsearchGraph {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(query: Float32Array, k: number, threads: number): { keys: BigUint64Array; distances: Float32Array };
  size(): number;
  save(path: string): void;
  view(path: string): void;
  load(path: string): void;
}

/** How a graph is made, and how thoroughly it is searched. */
export interface UsearchOptions {
  dimensions: number;
  /** Neighbours that a node keeps in upper levels; in the lowest twice as many. */
  connectivity: number;
  /** Nodes that are looked at for the neighbours of a new one. */
  buildExpansion: number;
  /** Nodes that are looked at for a query; more where more are asked for. */
  expansion: number;
}

/** Makes an empty graph. */
export type MakeGraph = (options: UsearchOptions) => UsearchGraph;

/**
 * Loads usearch, which holds vectors as int8 here: it scales each to length 127 and cuts its numbers to whole ones. That is
 * coarser than our own int8, but of the best 40 none is lost by it, and they are scored again by better numbers.
 *
 * @throws {NamesakeError} USEARCH_MISSING
 */
export async function loadUsearch(): Promise<MakeGraph> {
  try {
    const { Index, MetricKind, ScalarKind } = await import("usearch");
    return ({ dimensions, connectivity, buildExpansion, expansion }) =>
      new Index({
        dimensions,
        metric: MetricKind.IP,
        quantization: ScalarKind.I8,
        connectivity,
        expansion_add: buildExpansion,
        expansion_search: expansion,
        multi: false,
      });
  } catch (error) {
    throw new NamesakeError("USEARCH_MISSING", { why: reason(error) }, { cause: error });
  }
}
