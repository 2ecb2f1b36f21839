import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { errorOf } from "../../distant-failure.js";
import { NamesakeError } from "../../errors.js";
import type { GroupOptions } from "./all-reduce.js";
import type { DistantMessage, DistantTraining, TaskReference } from "./distant-training.js";
import type { TrainHooks, TrainResult } from "./train.js";
import type { TrainOptions } from "./train-options.js";

export type { TaskReference } from "./distant-training.js";

export interface WorkerHooks extends Pick<TrainHooks, "signal" | "onEvent"> {
  /** The place among the processes that train the same; the thread joins them. Absent = it trains alone. */
  group?: GroupOptions;
}

/**
 * {@link train} on a thread of its own, so that the caller's stays free: a server goes on answering.
 *
 * @throws {NamesakeError} those of `train` and, with a group, of `joinGroup`; WORKER_FAILED where the thread ends before it
 * is done. Other errors have the stack that they had there
 * @example
 * ```ts
 * const task = { module: new URL("./my-task.js", import.meta.url).href, name: "myTask", argument: { file: "train.jsonl" } };
 * const { best } = await trainInWorker(task, { folder: "run", epochs: 3, batch: { size: 32 }, rate: { peak: 1e-3 } });
 * // The second of two machines, of which 10.0.0.1 is the first.
 * const group = { rank: 1, size: 2, host: "10.0.0.1", port: 7411, secret: process.env["SECRET"] };
 * await trainInWorker(task, { ...options, batch: { size: 32, accumulate: 2 } }, { group });
 * ```
 */
export async function trainInWorker(
  task: TaskReference,
  options: TrainOptions,
  { signal, onEvent, group }: WorkerHooks = {},
): Promise<TrainResult> {
  // The runtime reads the process' own environment, of which a worker has only a copy: no reports to its maker.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  // By the package's own name, so that it is the compiled file also when this one runs from its source.
  const path = createRequire(import.meta.url).resolve("namesake/train-worker");
  // A function cannot go there.
  const { onListening, ...place } = group ?? {};
  const settings = {
    task,
    options,
    ...(group && { group: place as GroupOptions }),
  } satisfies DistantTraining;
  const worker = new Worker(path, { workerData: settings, execArgv: [], name: "namesake-train" });
  const stop = () => worker.postMessage("stop");
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  try {
    return await new Promise<TrainResult>((resolve, reject) => {
      worker.on("message", (message: DistantMessage) => {
        if ("event" in message) onEvent?.(message.event);
        else if ("port" in message) onListening?.(message.port);
        else if ("result" in message) resolve(message.result);
        else reject(errorOf(message.failure));
      });
      const failed = (why: string) => new NamesakeError("WORKER_FAILED", { what: "The training", why });
      worker.on("error", (error) => reject(failed(error.message)));
      worker.on("exit", (code) => reject(failed(`its thread ended with code ${code}`)));
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    await worker.terminate();
  }
}
