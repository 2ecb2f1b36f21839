import { buildGraphInWorker } from "./hnsw-build-worker.js";
import { buildGraph, type GraphOptions } from "./hnsw-graph.js";
import { largeBlocks } from "./large-blocks.js";
import type { RowSource } from "./row-source.js";

/** How an HNSW index is built. */
export interface HnswBuildOptions extends Partial<GraphOptions> {
  /**
   * Vectors of one graph at most, default 4,194,304. Each graph is a file, and more of them take longer to search. While one is
   * built its vectors are in memory twice, with their links.
   */
  graphRows?: number;
  /** Graphs that are built at the same time, default 1. One is built in this thread, several in threads of their own. */
  threads?: number;
  /** Is told how many of the vectors are in a graph. */
  onProgress?(done: number, total: number): void;
}

const DEFAULTS = { connectivity: 16, buildExpansion: 96, graphRows: 1 << 22, threads: 1 };

/**
 * Builds the graphs of an HNSW index, which {@link HnswIndex.open} opens. Each file is there as a whole or not at all; whoever calls
 * this notes the names when all are.
 *
 * @param path what the names of the files begin with
 * @returns the files; none where there is no vector
 * @throws {NamesakeError} USEARCH_MISSING, WRITE_FAILED, WORKER_FAILED
 */
export async function buildHnsw(
  source: RowSource,
  path: string,
  given: HnswBuildOptions = {},
): Promise<string[]> {
  const { graphRows, threads, onProgress, connectivity, buildExpansion } = { ...DEFAULTS, ...given };
  const build = threads > 1 ? buildGraphInWorker : buildGraph;
  let done = 0;
  const count = (added: number) => {
    done += added;
    onProgress?.(done, source.size);
  };
  const files: string[] = [];
  const running = new Set<Promise<void>>();
  try {
    for await (const block of largeBlocks(source, graphRows)) {
      const file = `${path}-${files.length}.graph`;
      files.push(file);
      const options = { connectivity, buildExpansion };
      // One that failed stays among them, so that the next look at them tells.
      const building = build(block, file, options, count).then(() => void running.delete(building));
      building.catch(() => undefined);
      running.add(building);
      // The next vectors are read only when there is a thread for them.
      if (running.size >= threads) await Promise.race(running);
    }
    await Promise.all(running);
  } finally {
    await Promise.allSettled(running);
  }
  return files;
}
