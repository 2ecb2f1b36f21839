import { NamesakeError } from "../../errors.js";
import type { Parameters } from "../layers/model.js";
import type { Tensor } from "../onnx.js";

/** One batch: numbers for each input of a model. */
export interface Batch<B extends string = string> {
  readonly inputs: Readonly<Record<B, Tensor>>;
  /** How much it counts where batches are averaged: how many examples its loss is the mean of. */
  readonly examples: number;
  /** Its place among the batches of the step, those of other processes included; absent = in the order given. */
  readonly place?: number;
}

/** What a step says about itself. */
export interface StepResult {
  /** Before the step; the mean over its examples. */
  readonly loss: number;
  /** The length of all derivatives, before they were clipped. */
  readonly norm: number;
  readonly measures: Readonly<Record<string, number>>;
  /** The step changed nothing: the loss was scaled so much that its derivatives were not finite in float16. */
  readonly skipped?: true;
}

/** A parameter, or what an optimiser keeps of it. */
export interface StateTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Trains one step after the other. Where the numbers are kept and what changes them is up to the implementation. */
export interface Stepper<B extends string = string> {
  /** Steps so far. */
  readonly steps: number;
  /**
   * Does one step.
   *
   * @param batches whose derivatives are averaged, so that a batch may be larger than memory
   * @param rate the learning rate
   * @throws {NamesakeError} TRAINING_DIVERGED where the loss or its derivatives are not finite; parameters and what the
   * optimiser keeps stay as they were. FEED_INVALID where there is no batch, or one that does not fit the model
   */
  step(batches: readonly Batch<B>[], rate: number): Promise<StepResult>;
  /** The parameters as they are now, not to be changed. */
  parameters(): Promise<Parameters>;
  /** All that is needed to go on: parameters, and what the optimiser keeps. */
  state(): Promise<ReadonlyMap<string, StateTensor>>;
  /** Goes on from a state. */
  restore(state: ReadonlyMap<string, Float32Array>, steps: number): Promise<void>;
  close(): Promise<void>;
}

/** Where a step's random numbers start: another place for each batch of each step. */
export const stepSeed = (seed: number, step: number, batch: number): number =>
  (Math.imul(seed, 0x85ebca6b) + Math.imul(step, 0x9e3779b1) + Math.imul(batch, 0xc2b2ae35)) | 0;

/** @throws {NamesakeError} FEED_INVALID where a step has no batch, or one of nothing */
export function checkBatches(model: string, batches: readonly Batch[]): void {
  if (batches.length > 0 && batches.every(({ examples }) => examples > 0)) return;
  throw new NamesakeError("FEED_INVALID", {
    model,
    input: "batches",
    expected: "at least one, each of at least one example",
    found: `batches of ${batches.map(({ examples }) => examples).join(", ") || "nothing"}`,
  });
}
