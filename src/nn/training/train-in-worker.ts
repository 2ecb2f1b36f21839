import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { type ErrorCode, type ErrorDetails, NamesakeError } from "../../errors.js";
import type { TrainHooks, TrainResult } from "./train.js";
import type { TrainEvent, TrainOptions } from "./train-options.js";

/** Where a thread of its own finds the task: a task itself cannot go there. */
export interface TaskReference {
  /** URL of a module. */
  module: string;
  /** A function that it exports: given the argument it makes the task, or the promise of one. */
  name: string;
  /** What can be cloned: plain objects, arrays, texts and numbers. */
  argument?: unknown;
}

export interface WorkerSettings {
  task: TaskReference;
  options: TrainOptions;
}

export type WorkerMessage =
  | { event: TrainEvent }
  | { result: TrainResult }
  | { failure: { known: { code: ErrorCode; details: unknown } | undefined; why: string } };

/**
 * {@link train} on a thread of its own, so that the caller's stays free: a server goes on answering.
 *
 * @throws {NamesakeError} those of `train`, and WORKER_FAILED where the thread ends before it is done
 * @example
 * ```ts
 * const task = { module: new URL("./my-task.js", import.meta.url).href, name: "myTask", argument: { file: "train.jsonl" } };
 * const { best } = await trainInWorker(task, { folder: "run", epochs: 3, batch: { size: 32 }, rate: { peak: 1e-3 } });
 * ```
 */
export async function trainInWorker(
  task: TaskReference,
  options: TrainOptions,
  { signal, onEvent }: Pick<TrainHooks, "signal" | "onEvent"> = {},
): Promise<TrainResult> {
  // The runtime reads the process' own environment, of which a worker has only a copy: no reports to its maker.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  // By the package's own name, so that it is the compiled file also when this one runs from its source.
  const path = createRequire(import.meta.url).resolve("namesake/train-worker");
  const settings: WorkerSettings = { task, options };
  const worker = new Worker(path, { workerData: settings, execArgv: [], name: "namesake-train" });
  const stop = () => worker.postMessage("stop");
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  try {
    return await new Promise<TrainResult>((resolve, reject) => {
      worker.on("message", (message: WorkerMessage) => {
        if ("event" in message) onEvent?.(message.event);
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

/** The same error on this side; one of no code is a fault of the task or of this package. */
function errorOf({ known, why }: Extract<WorkerMessage, { failure: unknown }>["failure"]): Error {
  if (known === undefined) return new Error(why);
  return new NamesakeError(known.code, known.details as ErrorDetails<ErrorCode>);
}
