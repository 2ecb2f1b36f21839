import { NamesakeError, reason } from "../../errors.js";
import { joinGroup } from "../../nn/training/all-reduce.js";
import type { Task } from "../../nn/training/task.js";
import { train } from "../../nn/training/train.js";
import type { MemberMessage, MemberSettings } from "./processes.js";

/** One of several processes that train together. The first message says what; the next asks the first process to stop. */

const say = (message: MemberMessage): Promise<void> =>
  new Promise((resolve) => process.send?.(message, undefined, {}, () => resolve()));

async function run({ task, options, ...place }: MemberSettings, signal: AbortSignal): Promise<void> {
  const module = (await import(task.module)) as Record<string, (argument: unknown) => Task | Promise<Task>>;
  const made = await (module[task.name] as (argument: unknown) => Task | Promise<Task>)(task.argument);
  const group = await joinGroup({ ...place, onListening: (port) => void say({ port }) });
  const isFirst = place.rank === 0;
  const { parameters, ...result } = await train(made, options, {
    signal,
    group,
    ...(isFirst && { onEvent: (event) => void say({ event }) }),
  });
  if (isFirst) await say({ result: { ...result, parameters: new Map(parameters) } });
  await group.close();
}

// Ctrl-C goes to all processes of a terminal, but only the first one decides, and tells the others.
process.on("SIGINT", () => {});
// Without the one that started it nobody hears what it says.
process.on("disconnect", () => process.exit());
const stop = new AbortController();
process.once("message", (settings) => {
  process.on("message", () => stop.abort());
  run(settings as MemberSettings, stop.signal)
    .catch((error: unknown) => {
      const known = error instanceof NamesakeError ? { code: error.code, details: error.details } : undefined;
      return say({ failure: { known, why: reason(error) } });
    })
    // Only now do the others hear of a failure, so that the process that has it tells of it first.
    .finally(() => process.disconnect());
});
