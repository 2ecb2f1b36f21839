import { basename } from "node:path";
import type { Json } from "../../nn/training/json.js";
import type { TrainResult } from "../../nn/training/train.js";
import { trainInWorker } from "../../nn/training/train-in-worker.js";
import type { TrainEvent, TrainOptions } from "../../nn/training/train-options.js";
import { configToYaml, type ValuesOf } from "../../train/config/index.js";
import { type TrainingConfig, trainOptions } from "../../train/training-schema.js";
import type { KindTree, ModelKind, Run } from "./kind.js";
import { trainInProcesses } from "./processes.js";
import { canGoOn, writeConfig } from "./run-folder.js";

/**
 * Prepares a run, unless it is to go on from a checkpoint: then all is there.
 *
 * @param problem told of each thing in the data that is left out
 * @returns what to tell, in whole sentences
 * @throws {NamesakeError} what the kind throws where data or settings are of no use; WRITE_FAILED
 */
export async function prepareRun<T extends KindTree>(
  kind: ModelKind<T>,
  run: Run<ValuesOf<T>>,
  problem: (message: string) => void,
): Promise<string[]> {
  if (canGoOn(run.folder)) return [];
  const notes = await kind.prepare(run, problem);
  await writeConfig(run.folder, configToYaml(run.config, kind.schema));
  return notes;
}

/** How a run is trained. */
export interface RunOptions {
  signal?: AbortSignal;
  onEvent: (event: TrainEvent) => void;
  /** Default 1. */
  processes?: number;
  /** A step behind which it is to end, to go on later. */
  pauseAt?: number;
}

/**
 * Trains what was prepared, on a thread of its own or in several processes; goes on where the folder's last checkpoint
 * ends.
 */
export function trainRun<T extends KindTree>(
  kind: ModelKind<T>,
  run: Run<ValuesOf<T>>,
  { processes = 1, pauseAt, ...hooks }: RunOptions,
): Promise<TrainResult> {
  const options = {
    ...optionsOf(kind, run),
    resume: true,
    ...(pauseAt === undefined ? {} : { pauseAt }),
  };
  const task = kind.task(run);
  return processes === 1
    ? trainInWorker(task, options, hooks)
    : trainInProcesses(task, options, { ...hooks, processes });
}

/** @throws {NamesakeError} OPTION_INVALID */
export function optionsOf<T extends KindTree>(kind: ModelKind<T>, run: Run<ValuesOf<T>>): TrainOptions {
  const { config, data, folder, init, machine, system } = run;
  const names = (paths: readonly string[]) => paths.map((path) => basename(path));
  const { frozen = () => [], rates = () => [] } = kind;
  const options = trainOptions(treating(config, frozen(config), rates(config)), folder);
  return {
    ...options,
    ...machine,
    // Data may have been moved since, but they have to be the same.
    configuration: {
      ...without(options.configuration ?? {}, kind.thresholds),
      data: { training: names(data.training), development: names(data.development) },
      init: init === undefined ? null : basename(init),
      ...(system === undefined ? {} : { system: basename(system) }),
    },
  };
}

/** A configuration with more parameters that stay as they are, and with rates for those that have none yet. */
function treating(
  config: TrainingConfig,
  frozen: readonly string[],
  rates: readonly string[],
): TrainingConfig {
  const { optimiser } = config;
  const freeze = [...optimiser.freeze, ...frozen];
  return { ...config, optimiser: { ...optimiser, freeze, rates: [...optimiser.rates, ...rates] } };
}

type JsonObject = { readonly [key: string]: Json };

/** A configuration without what stands at some dotted keys. */
function without(config: JsonObject, keys: readonly string[], prefix = ""): JsonObject {
  const kept = Object.entries(config).filter(([key]) => !keys.includes(prefix + key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
      return [key, isGroup ? without(value as JsonObject, keys, `${prefix}${key}.`) : value];
    }),
  );
}
