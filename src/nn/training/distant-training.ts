import type { Failure } from "../../distant-failure.js";
import { NamesakeError } from "../../errors.js";
import { type GroupOptions, joinGroup, singleGroup } from "./all-reduce.js";
import type { Task } from "./task.js";
import { type TrainResult, train } from "./train.js";
import type { TrainEvent, TrainOptions } from "./train-options.js";

/** A training in another thread or process than the one that asks for it: what the two say to each other. */

/** Where the other one finds the task: a task itself cannot go there. */
export interface TaskReference {
  /** URL of a module. */
  module: string;
  /** A function that it exports: given the argument it makes the task, or the promise of one. */
  name: string;
  /** What can be cloned: plain objects, arrays, texts and numbers. */
  argument?: unknown;
}

/** What the other one is to do. */
export interface DistantTraining {
  task: TaskReference;
  options: TrainOptions;
  /** Processes that train the same; it joins them itself, and tells the port that it listens on. */
  group?: Omit<GroupOptions, "onListening">;
}

/** What the other one tells. */
export type DistantMessage =
  | { port: number }
  | { event: TrainEvent }
  | { result: TrainResult }
  | { failure: Failure };

/**
 * Does a training that was asked for from elsewhere, and tells how it goes.
 *
 * @throws {NamesakeError} OPTION_INVALID where there is no such task; those of `joinGroup`, of `train` and of the task
 */
export async function trainDistantly(
  { task, options, group: place }: DistantTraining,
  signal: AbortSignal,
  tell: (message: DistantMessage) => unknown,
): Promise<void> {
  const module = (await import(task.module)) as Record<string, unknown>;
  const make = module[task.name];
  if (typeof make !== "function")
    throw new NamesakeError("OPTION_INVALID", {
      option: "task.name",
      expected: `a function that ${task.module} exports`,
      found: task.name,
    });
  const made = (await make(task.argument)) as Task;
  const onListening = (port: number) => tell({ port });
  const group = place === undefined ? singleGroup() : await joinGroup({ ...place, onListening });
  const onEvent = (event: TrainEvent) => tell({ event });
  const { parameters, ...result } = await train(made, options, { signal, group, onEvent });
  // Only where all went well: of a failure the others hear by the end of this thread or process, after it was told here.
  await group.close();
  // A plain map, whatever the stepper gave: others cannot be sent.
  await tell({ result: { ...result, parameters: new Map(parameters) } });
}
