import { NamesakeError } from "../../errors.js";
import type { Device } from "../device.js";
import type { AdamWOptions } from "../optimisers/adamw.js";
import type { ParameterGroup } from "../optimisers/groups.js";
import type { ScheduleOptions } from "../optimisers/schedule.js";
import type { Json } from "./json.js";

/** How a task is trained. */
export interface TrainOptions {
  /** Where checkpoints, logs and curves go. */
  folder: string;
  /** How long: steps, or passes over the data. One of the two. */
  steps?: number;
  epochs?: number;
  /** Ends earlier, with a checkpoint; the learning rate falls as if it went on to the end. */
  pauseAt?: number;
  batch: {
    /** Examples of a batch. */
    size: number;
    /** Batches of a step, default 1. With N processes each has an Nth of them. */
    accumulate?: number;
    /** Lengths to which batches are filled up, ascending. */
    buckets?: readonly number[];
    tooLong?: "fail" | "skip";
    /** Examples that are shuffled at a time, default 100 steps' worth; 0 = the order of the data. */
    window?: number;
  };
  rate: Omit<ScheduleOptions, "steps">;
  optimiser?: AdamWOptions & {
    /** Weight decay, default 0.01. */
    decay?: number;
    /** The greatest length of derivatives; absent = any. */
    clip?: number;
    /** On the CPU: whether a step changes only the "rows" of tables that its batch has, the default, or "whole" tables. */
    tables?: "rows" | "whole";
    groups?: readonly ParameterGroup[];
  };
  /** Steps between validations; default: one at the end of each epoch. There is always one at the end. */
  validateEvery?: number;
  /** Validations without a better score after which training ends; absent = never. */
  patience?: number;
  /** Steps between checkpoints, default 500; there is one at each validation as well. */
  checkpointEvery?: number;
  /** Steps between lines of the logs, default 10. */
  logEvery?: number;
  /** Decides first numbers, order of the data and dropout; default 0. */
  seed?: number;
  /** Where it is trained, default "cpu". */
  device?: Device;
  /** In which numbers products are computed, default "float32"; the others are for devices that are fast at them. */
  precision?: "float32" | "float16" | "bfloat16";
  /** Threads of an operator on the CPU, default 1. */
  threads?: number;
  /** Goes on where the folder's last checkpoint ends, if it has one. */
  resume?: boolean;
  /** What is compared with that of the checkpoint before going on: what the task was made of. */
  configuration?: { readonly [key: string]: Json };
}

export type TrainEvent =
  | { kind: "start"; parameters: number; trained: number; steps: number; resumedAt: number }
  | {
      kind: "step";
      step: number;
      steps: number;
      epoch: number;
      loss: number;
      rate: number;
      norm: number;
      examplesPerSecond: number;
      measures: Readonly<Record<string, number>>;
    }
  | {
      kind: "validation";
      step: number;
      score: number;
      best: boolean;
      measures: Readonly<Record<string, number>>;
    }
  | { kind: "end"; step: number; why: StopReason };

/** Why a training ended: all steps are done, the score no longer grew, somebody asked for it, or it was to pause there. */
export type StopReason = "done" | "no better" | "stopped" | "paused";

/** Checks what does not depend on the data. */
export function checkTrainOptions(options: TrainOptions, processes: number): void {
  const refuse = (option: string, expected: string, found: unknown) => {
    throw new NamesakeError("OPTION_INVALID", { option, expected, found: String(found) });
  };
  const { batch, steps, epochs } = options;
  if ((steps === undefined) === (epochs === undefined))
    refuse("steps", "either steps or epochs", `${steps} and ${epochs}`);
  for (const [option, value, least] of [
    ["steps", steps, 1],
    ["epochs", epochs, 1],
    ["pauseAt", options.pauseAt, 1],
    ["batch.size", batch.size, 1],
    ["batch.accumulate", batch.accumulate, 1],
    ["batch.window", batch.window, 0],
    ["validateEvery", options.validateEvery, 1],
    ["patience", options.patience, 1],
    ["checkpointEvery", options.checkpointEvery, 1],
    ["logEvery", options.logEvery, 1],
  ] as const)
    if (value !== undefined && !(Number.isInteger(value) && value >= least))
      refuse(option, `a whole number from ${least}`, value);
  const { buckets, accumulate = 1 } = batch;
  if (
    buckets?.some((length, i) => !Number.isInteger(length) || length <= (buckets[i - 1] ?? 0)) ||
    buckets?.length === 0
  )
    refuse("batch.buckets", "whole numbers that ascend", buckets?.join(", "));
  const onDevice = (options.device ?? "cpu") !== "cpu" || (options.precision ?? "float32") !== "float32";
  if (onDevice && processes > 1)
    refuse("device", `"cpu", with float32, where ${processes} processes train`, options.device);
  if (accumulate % processes !== 0)
    refuse("batch.accumulate", `a multiple of the ${processes} processes`, accumulate);
}
