import { failureOf } from "../../distant-failure.js";
import {
  type DistantMessage,
  type DistantTraining,
  trainDistantly,
} from "../../nn/training/distant-training.js";

/** One of several processes that train together. The first message says what; the next asks the first process to stop. */

const say = (message: DistantMessage): Promise<void> =>
  new Promise((resolve) => process.send?.(message, undefined, {}, () => resolve()));

// Ctrl-C goes to all processes of a terminal, but only the first one decides, and tells the others.
process.on("SIGINT", () => {});
// Without the one that started it nobody hears what it says.
process.on("disconnect", () => process.exit());
const stop = new AbortController();
process.once("message", (settings: DistantTraining) => {
  process.on("message", () => stop.abort());
  // What all would say is said by the first.
  const tell = settings.group?.rank === 0 ? say : () => {};
  trainDistantly(settings, stop.signal, tell)
    .catch((error: unknown) => say({ failure: failureOf(error) }))
    // Only now do the others hear of a failure, so that the process that has it tells of it first.
    .finally(() => process.disconnect());
});
