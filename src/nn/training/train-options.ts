import type { Device } from "../device.js";
import type { AdamWOptions } from "../optimisers/adamw.js";
import type { ParameterGroup } from "../optimisers/groups.js";
import type { ScheduleOptions } from "../optimisers/schedule.js";
import type { Json } from "./json.js";

/** How a task is trained. */
export interface TrainOptions {
  /** Where checkpoints, logs and curves go. */
  folder: string;
  /**
   * How long: steps, or passes over the data. One of the two. With epochs the data are gone through once before, to count
   * the steps of the first; the same number is taken for the others.
   */
  steps?: number;
  epochs?: number;
  /**
   * Ends earlier, with a checkpoint to go on from; the learning rate falls as if it went on to the end. What is measured
   * then is told as the result, and decides nothing of what follows.
   */
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
  /**
   * Goes on where the folder's last checkpoint ends, if it has one. Without, the checkpoints of another run in the folder
   * are removed.
   */
  resume?: boolean;
  /**
   * What the task was made of. It has to be that of the checkpoint to go on, as have the options that decide the numbers:
   * steps or epochs, batch, rate, optimiser, seed and precision.
   */
  configuration?: { readonly [key: string]: Json };
  /**
   * A mean loss of this many times the best one ends the training, since it went astray; default 3, Infinity = never.
   */
  divergence?: number;
}

/** The options that decide the numbers of a training. */
export function decidingOptions(options: TrainOptions): {
  readonly configuration: Json;
  readonly [key: string]: Json;
} {
  const {
    steps,
    epochs,
    batch,
    rate,
    optimiser,
    seed = 0,
    precision = "float32",
    configuration = {},
  } = options;
  const deciding = { steps, epochs, batch, rate, optimiser, seed, precision, configuration };
  // Without what is absent.
  return JSON.parse(JSON.stringify(deciding)) as { configuration: Json };
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
