import type { TaskReference } from "../../nn/training/distant-training.js";
import type { TrainResult } from "../../nn/training/train.js";
import type { TrainOptions } from "../../nn/training/train-options.js";
import type { ConfigSchema, SchemaTree, ValuesOf } from "../../train/config/index.js";
import type { TRAINING, TrainingConfig } from "../../train/training-schema.js";
import type { DataFiles } from "./data.js";

/** Settings of a kind of model: those of every training, and its own. */
export type KindTree = SchemaTree & typeof TRAINING;

/** One training. */
export interface Run<C extends TrainingConfig = TrainingConfig> {
  data: DataFiles;
  /** Name or folder of the KB whose entities are meant, where the kind needs one. */
  kb: string;
  /** File or name of the type system that is learned, where the kind needs one. */
  system?: string;
  config: C;
  /** Where all that is written goes. */
  folder: string;
  /** Weights to begin with. */
  init?: string;
  /** What computes, and in which numbers. */
  machine: Required<Pick<TrainOptions, "device" | "precision">>;
}

/** What `namesake train` and `namesake tune` have to know of a kind of model; the rest is the same for all kinds. */
export interface ModelKind<T extends KindTree = KindTree> {
  /** As the commands name it. */
  readonly name: string;
  /** What is trained, to go on after "train ". */
  readonly about: string;
  /** Whether its data are linked to a KB. */
  readonly needsKb: boolean;
  /** Whether it learns a type system. */
  readonly needsTypes?: boolean;
  readonly schema: ConfigSchema<T>;
  /** Dotted keys of what is decided after the training and does not change it, as validations name them. */
  readonly thresholds: readonly string[];
  /** Examples for the help of `train`, and of the space of `tune`. */
  readonly examples: { train: string; space: string };
  /**
   * Makes what the training needs beside the data, such as a vocabulary, and leaves it in the folder of the run.
   *
   * @param problem told of each thing in the data that is left out
   * @returns what to tell, in whole sentences
   */
  prepare(run: Run<ValuesOf<T>>, problem: (message: string) => void): Promise<string[]>;
  /** Settings that a model to begin with gives, as overrides that count less than all that is said; absent = none. */
  inherited?(init: string): Promise<readonly string[]>;
  /** Parameters that stay as they are by its own settings, as `optimiser.freeze` names them; absent = none. */
  frozen?(config: ValuesOf<T>): readonly string[];
  /** Learning rates by its own settings, as `optimiser.rates` names them, which count more; absent = none. */
  rates?(config: ValuesOf<T>): readonly string[];
  /** What makes the task, in whichever thread or process, of a run that was prepared. */
  task(run: Run<ValuesOf<T>>): TaskReference;
  /** Makes a model that can be used. @returns the paths of its files */
  finish(run: Run<ValuesOf<T>>, result: TrainResult): Promise<string[]>;
  /** Says in words what validations measured. */
  describe(measures: Readonly<Record<string, number>>): string[];
}
