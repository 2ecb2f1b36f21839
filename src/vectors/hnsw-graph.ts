import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { setImmediate as breathe } from "node:timers/promises";
import { checkWritable } from "../atomic-file.js";
import { NamesakeError, reason } from "../errors.js";
import { damaged, IndexFile, writeIndexFile } from "./index-file.js";
import type { RowBlock } from "./row-source.js";
import { loadUsearch, type UsearchGraph } from "./usearch.js";

/** How a graph is built. */
export interface GraphOptions {
  /** Neighbours that a node keeps in upper levels; in the lowest twice as many. */
  connectivity: number;
  /** Nodes that are looked at for the neighbours of a new one. */
  buildExpansion: number;
}

const KIND = "hnsw";
/** Vectors that are added in one call. */
const BATCH = 1024;

interface GraphInfo {
  dimensions: number;
  size: number;
  connectivity: number;
}

/**
 * Builds the graph of some vectors and writes it as a file, with the list of its rows. They are added as they come: to add what
 * is near together takes less time, but makes a graph that misses more.
 *
 * @param onProgress gets how many vectors were added since it was last called
 * @throws {NamesakeError} USEARCH_MISSING, WRITE_FAILED
 */
export async function buildGraph(
  block: RowBlock,
  path: string,
  { connectivity, buildExpansion }: GraphOptions,
  onProgress: (added: number) => void = () => {},
): Promise<void> {
  const { dimensions, size, rows, values } = block;
  await checkWritable(path);
  const makeGraph = await loadUsearch();
  const graph = makeGraph({ dimensions, connectivity, buildExpansion, expansion: 0 });
  for (let from = 0; from < size; from += BATCH) {
    const to = Math.min(size, from + BATCH);
    // usearch scales each vector itself, so that ours need no scale.
    const vectors = Float32Array.from(values.subarray(from * dimensions, to * dimensions));
    graph.add(BigUint64Array.from(rows.subarray(from, to), BigInt), vectors, 1);
    onProgress(to - from);
    await breathe();
  }
  await saveGraph(graph, block, path, { dimensions, size, connectivity });
}

async function saveGraph(
  graph: UsearchGraph,
  { rows }: RowBlock,
  path: string,
  info: GraphInfo,
): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    try {
      graph.save(temporary);
    } catch (error) {
      throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
    }
    await writeIndexFile(path, KIND, info, [
      { name: "graph", pieces: createReadStream(temporary, { highWaterMark: 1 << 22 }) },
      { name: "rows", pieces: [new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength)] },
    ]);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** How a graph is opened. */
export interface OpenGraphOptions {
  /** Nodes that are looked at for a query; more where more are asked for. */
  expansion: number;
  /** "mapped": pages come from the disk when they are touched, and processes share them; "loaded": all are read at once. */
  memory: "mapped" | "loaded";
}

/** A graph of a file, open to be searched. */
export class HnswGraph {
  private allRows: Uint32Array | undefined;

  private constructor(
    private readonly file: IndexFile<GraphInfo>,
    private graph: UsearchGraph | undefined,
  ) {}

  /** @throws {NamesakeError} INDEX_DAMAGED, INDEX_NEWER, USEARCH_MISSING */
  static async open(path: string, { expansion, memory }: OpenGraphOptions): Promise<HnswGraph> {
    const makeGraph = await loadUsearch();
    const file = IndexFile.open<GraphInfo>(path, KIND);
    try {
      checkGraph(file);
      const { dimensions, connectivity, size } = file.info;
      const graph = makeGraph({ dimensions, connectivity, buildExpansion: 0, expansion });
      if (memory === "mapped") graph.view(path);
      else graph.load(path);
      if (graph.size() !== size) throw new Error(`its graph has ${graph.size()} vectors instead of ${size}`);
      return new HnswGraph(file, graph);
    } catch (error) {
      file.close();
      throw damaged(path, error);
    }
  }

  get dimensions(): number {
    return this.file.info.dimensions;
  }

  get size(): number {
    return this.file.info.size;
  }

  /** All rows, ascending. */
  get rows(): Uint32Array {
    this.allRows ??= new Uint32Array(this.file.readAll("rows"));
    return this.allRows;
  }

  /** Calls back with rows that are likely to be the nearest to a query, at most `count`, and distances by which to sort them. */
  eachNearest(query: Float32Array, count: number, visit: (row: number, distance: number) => void): void {
    const found = this.graph?.search(query, Math.min(count, this.size), 1);
    found?.keys.forEach((key, i) => {
      visit(Number(key), found.distances[i] as number);
    });
  }

  /** May be called twice. */
  close(): void {
    this.file.close();
    this.graph = undefined;
  }
}

/** Checks what usearch does not: given a file that is none of its own, it would end the process. */
function checkGraph(file: IndexFile<GraphInfo>): void {
  const { dimensions, size } = file.info;
  const matrix = new Uint8Array(8);
  file.read("graph", 0, matrix);
  const [vectors, bytes] = new Uint32Array(matrix.buffer);
  const word = new Uint8Array(7);
  if (vectors === size && bytes === dimensions) file.read("graph", 8 + size * dimensions, word);
  if (Buffer.from(word).toString("latin1") !== "usearch") throw new Error("its graph is not one of usearch");
}
