import { NamesakeError } from "../../errors.js";
import { parseDevice } from "../device.js";
import { nearest } from "../weights/nearest.js";
import type { TrainOptions } from "./train-options.js";

const KEYS: Readonly<Record<keyof TrainOptions, true>> = {
  folder: true,
  steps: true,
  epochs: true,
  pauseAt: true,
  batch: true,
  rate: true,
  optimiser: true,
  validateEvery: true,
  patience: true,
  checkpointEvery: true,
  logEvery: true,
  seed: true,
  device: true,
  precision: true,
  threads: true,
  resume: true,
  configuration: true,
  divergence: true,
};

/** Checks what does not depend on the data. */
export function checkTrainOptions(options: TrainOptions, processes: number): void {
  const refuse = (option: string, expected: string, found: unknown) => {
    throw new NamesakeError("OPTION_INVALID", { option, expected, found: String(found) });
  };
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(KEYS, key));
  if (unknown !== undefined)
    refuse(
      unknown,
      `left out; the nearest option is ${nearest(unknown, Object.keys(KEYS), 1)[0]}`,
      "a value",
    );
  const { batch, steps, epochs, optimiser = {}, seed = 0, divergence = 3 } = options;
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
  const { clip = 1, decay = 0, beta1 = 0, beta2 = 0, epsilon = 1, tables = "rows" } = optimiser;
  if (!(clip > 0)) refuse("optimiser.clip", "a length above 0, or absent", clip);
  if (!(decay >= 0)) refuse("optimiser.decay", "a number from 0", decay);
  if (!(epsilon > 0)) refuse("optimiser.epsilon", "a number above 0", epsilon);
  for (const [option, beta] of Object.entries({ beta1, beta2 }))
    if (!(beta >= 0 && beta < 1)) refuse(`optimiser.${option}`, "a share from 0 to below 1", beta);
  if (!Number.isInteger(seed)) refuse("seed", "a whole number", seed);
  if (!(divergence > 1)) refuse("divergence", "a factor above 1", divergence);
  if (!["rows", "whole"].includes(tables)) refuse("optimiser.tables", '"rows" or "whole"', tables);
  const { device = "cpu", precision = "float32" } = options;
  parseDevice(device, "device");
  if (!["float32", "float16", "bfloat16"].includes(precision))
    refuse("precision", "float32, float16 or bfloat16", precision);
  const { buckets, accumulate = 1 } = batch;
  if (
    buckets?.some((length, i) => !Number.isInteger(length) || length <= (buckets[i - 1] ?? 0)) ||
    buckets?.length === 0
  )
    refuse("batch.buckets", "whole numbers that ascend", buckets?.join(", "));
  const inGraph = device !== "cpu" || precision !== "float32";
  if (inGraph && optimiser.tables === "rows")
    refuse("optimiser.tables", '"whole", or absent, where the optimiser is in the graph', "rows");
  if (inGraph && processes > 1)
    refuse("device", `"cpu", with float32, where ${processes} processes train`, device);
  if (accumulate % processes !== 0)
    refuse("batch.accumulate", `a multiple of the ${processes} processes`, accumulate);
}
