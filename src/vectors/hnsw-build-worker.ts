import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { errorOf, type Failure } from "../distant-failure.js";
import { NamesakeError } from "../errors.js";
import type { GraphOptions } from "./hnsw-graph.js";
import type { RowBlock } from "./row-source.js";

/** What a thread is to build. */
export interface GraphTask {
  block: RowBlock;
  path: string;
  options: GraphOptions;
}

/** What it reports: how many vectors were added since it last did, and the end. */
export type GraphReport = { added: number } | { done: true } | { failure: Failure };

const failed = (why: string) => new NamesakeError("WORKER_FAILED", { what: "The building of an index", why });

/**
 * Builds a graph as {@link buildGraph} does, on a thread of its own. The block goes to that thread and is empty here afterwards.
 *
 * @throws {NamesakeError} those of `buildGraph`; WORKER_FAILED where the thread ends before it is done
 */
export async function buildGraphInWorker(
  block: RowBlock,
  path: string,
  options: GraphOptions,
  onProgress: (added: number) => void = () => {},
): Promise<void> {
  // By the package's own name, so that it is the compiled file also when this one runs from its source.
  const main = createRequire(import.meta.url).resolve("namesake");
  const file = join(dirname(main), "vectors", "hnsw-worker.js");
  const workerData = { block, path, options } satisfies GraphTask;
  const transferList = [block.rows, block.scales, block.values].map(({ buffer }) => buffer as ArrayBuffer);
  const worker = new Worker(file, { workerData, transferList, execArgv: [], name: "namesake-index" });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on("message", (report: GraphReport) => {
        if ("added" in report) onProgress(report.added);
        else if ("done" in report) resolve();
        else reject(errorOf(report.failure));
      });
      worker.on("error", (error) => reject(failed(error.message)));
      worker.on("exit", (code) => reject(failed(`its thread ended with code ${code}`)));
    });
  } finally {
    await worker.terminate();
  }
}
