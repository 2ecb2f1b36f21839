import { parentPort, workerData } from "node:worker_threads";
import { NamesakeError, reason } from "../../errors.js";
import type { Task } from "./task.js";
import { train } from "./train.js";
import type { WorkerMessage, WorkerSettings } from "./train-in-worker.js";

/** The thread on which a training runs, since a step blocks the thread it is on. Its first message asks it to stop. */
async function run(
  { task, options }: WorkerSettings,
  stop: AbortSignal,
  post: (message: WorkerMessage) => void,
) {
  const module = (await import(task.module)) as Record<string, unknown>;
  const make = module[task.name];
  if (typeof make !== "function")
    throw new NamesakeError("OPTION_INVALID", {
      option: "task.name",
      expected: `a function that ${task.module} exports`,
      found: task.name,
    });
  const made = (await make(task.argument)) as Task;
  const { parameters, ...result } = await train(made, options, {
    signal: stop,
    onEvent: (event) => post({ event }),
  });
  // Copied: the arrays of a table and of what lies beside it may share a buffer.
  post({ result: { ...result, parameters: new Map(parameters) } });
}

const port = parentPort;
if (port !== null) {
  const stop = new AbortController();
  port.once("message", () => stop.abort());
  run(workerData as WorkerSettings, stop.signal, (message) => port.postMessage(message))
    .catch((error: unknown) => {
      const known = error instanceof NamesakeError ? { code: error.code, details: error.details } : undefined;
      port.postMessage({ failure: { known, why: reason(error) } } satisfies WorkerMessage);
    })
    .finally(() => port.close());
}
