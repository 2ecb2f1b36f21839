import { parentPort, workerData } from "node:worker_threads";
import { failureOf } from "../distant-failure.js";
import type { GraphReport, GraphTask } from "./hnsw-build-worker.js";
import { buildGraph } from "./hnsw-graph.js";

/** The thread that builds one graph of an index: usearch has none of its own, and blocks the one that it is called on. */
const port = parentPort;
if (port !== null) {
  const tell = (report: GraphReport) => port.postMessage(report);
  const { block, path, options } = workerData as GraphTask;
  buildGraph(block, path, options, (added) => tell({ added }))
    .then(() => tell({ done: true }))
    .catch((error: unknown) => tell({ failure: failureOf(error) }))
    .finally(() => port.close());
}
