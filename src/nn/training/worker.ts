import { parentPort, workerData } from "node:worker_threads";
import { failureOf } from "../../distant-failure.js";
import { type DistantMessage, type DistantTraining, trainDistantly } from "./distant-training.js";

/** The thread on which a training runs, since a step blocks the thread it is on. Its first message asks it to stop. */
const port = parentPort;
if (port !== null) {
  const stop = new AbortController();
  port.once("message", () => stop.abort());
  const tell = (message: DistantMessage) => port.postMessage(message);
  trainDistantly(workerData as DistantTraining, stop.signal, tell)
    .catch((error: unknown) => tell({ failure: failureOf(error) }))
    .finally(() => port.close());
}
