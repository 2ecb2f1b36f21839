import { NamesakeError } from "../errors.js";
import type { ParameterGroup } from "../nn/optimisers/groups.js";
import { DECAY_NAMES } from "../nn/optimisers/schedule.js";
import type { Json } from "../nn/training/json.js";
import type { TrainOptions } from "../nn/training/train-options.js";
import { choice, configSchema, integer, number, numbers, texts, type ValuesOf } from "./config/index.js";

/** Passes over the data where nothing is said. */
const EPOCHS = 10;

/** What every training of a neural model can be told; a task adds its own settings to it. */
export const TRAINING = {
  seed: integer(1, { about: "decides first numbers, order of the data and dropout" }),
  training: {
    epochs: integer(0, {
      atLeast: 0,
      about: `passes over the data; 0 = as many as steps say, or ${EPOCHS} where they are 0 too`,
    }),
    steps: integer(0, { atLeast: 0, about: "steps in all; 0 = as many as epochs say" }),
    batch: integer(32, { atLeast: 1, about: "examples of a batch" }),
    accumulate: integer(1, { atLeast: 1, about: "batches of a step; N processes share them" }),
    buckets: numbers([16, 32, 64, 128], {
      above: 0,
      about: "lengths to which batches are filled up, in tokens",
    }),
    window: integer(100, {
      atLeast: 0,
      about: "steps whose examples are in memory and shuffled; 0 = the order of the data",
    }),
    validateEvery: integer(0, { atLeast: 0, about: "steps between validations; 0 = after each epoch" }),
    patience: integer(0, {
      atLeast: 0,
      about: "validations without a better score before it ends; 0 = never",
    }),
    checkpointEvery: integer(500, { atLeast: 1, about: "steps between checkpoints" }),
    logEvery: integer(10, { atLeast: 1, about: "steps between lines of the logs" }),
    threads: integer(2, { atLeast: 1, about: "threads of the CPU" }),
  },
  optimiser: {
    rate: number(1e-3, { above: 0, about: "the greatest learning rate" }),
    schedule: choice("linear", DECAY_NAMES, { about: "how it falls after the warm-up" }),
    warmUp: number(0.1, { atLeast: 0, about: "steps in which it grows; below 1 a share of all" }),
    floor: number(0, {
      atLeast: 0,
      atMost: 1,
      about: "the rate of the last step, as a share of the greatest",
    }),
    decay: number(0.01, { atLeast: 0, about: "weight decay, but for biases and norms" }),
    clip: number(1, { atLeast: 0, about: "the greatest length of derivatives; 0 = any" }),
    beta1: number(0.9, { atLeast: 0, below: 1, about: "memory of the mean of derivatives" }),
    beta2: number(0.999, { atLeast: 0, below: 1, about: "memory of the mean of their squares" }),
    tables: choice("rows", ["rows", "whole"], {
      about: "what a step changes of tables of vectors: the rows of its batch, or all",
    }),
    freeze: texts([], { about: 'parameters that stay as they are: ["words.*"]' }),
    rates: texts([], { about: 'learning rates of some parameters, as factors: ["words.*=0.1"]' }),
  },
} as const;

export const trainingSchema = configSchema(TRAINING);
export type TrainingConfig = ValuesOf<typeof TRAINING>;

/**
 * What a training is to do, from its configuration.
 *
 * @param folder where checkpoints and logs go
 * @throws {NamesakeError} OPTION_INVALID
 */
export function trainOptions(config: TrainingConfig, folder: string): TrainOptions {
  const { training, optimiser, seed } = config;
  const { epochs, steps, batch, accumulate, buckets, validateEvery, patience, threads } = training;
  const { checkpointEvery, logEvery } = training;
  const { rate, schedule, warmUp, floor, decay, clip, beta1, beta2, tables } = optimiser;
  const window = training.window * batch * accumulate;
  return {
    folder,
    // Both given would be a contradiction, which is told there.
    ...(steps > 0 ? { steps } : { epochs: epochs || EPOCHS }),
    ...(steps > 0 && epochs > 0 && { epochs }),
    batch: { size: batch, accumulate, buckets, window },
    rate: { peak: rate, decay: schedule, warmUp, floor },
    optimiser: {
      decay,
      beta1,
      beta2,
      groups: groupsOf(config),
      // The rows of a batch alone are what the CPU does where it is told nothing.
      ...(tables === "whole" && { tables }),
      ...(clip > 0 && { clip }),
    },
    ...(validateEvery > 0 && { validateEvery }),
    ...(patience > 0 && { patience }),
    checkpointEvery,
    logEvery,
    threads,
    seed,
    configuration: taskSettings(config),
  };
}

/**
 * The settings that the task is made of. To go on with a run they have to be what they were; so have those options of the
 * training that decide its numbers, which the training compares by itself, and no others.
 */
function taskSettings({ seed, training, optimiser, ...task }: TrainingConfig): {
  readonly [key: string]: Json;
} {
  return task as { readonly [key: string]: Json };
}

function groupsOf({ optimiser: { freeze, rates } }: TrainingConfig): ParameterGroup[] {
  const own = rates.map((written) => {
    const [, match, factor] = /^(.+)=(.+)$/.exec(written) ?? [];
    const rate = Number(factor);
    if (match === undefined || factor?.trim() === "" || !(rate >= 0))
      throw new NamesakeError("OPTION_INVALID", {
        option: "optimiser.rates",
        expected: 'names and factors such as "words.*=0.1"',
        found: written,
      });
    return { match, rate };
  });
  return [...freeze.map((match) => ({ match, frozen: true })), ...own];
}
