import type { Model, Parameters } from "../layers/model.js";
import type { Tensor } from "../onnx.js";

/** A model with the data that it is trained on. */
export interface Task<E = unknown, B extends string = string> {
  readonly model: Model<B>;
  /** Numbers to begin with, by parameter; those of all others are drawn. */
  readonly initial?: Parameters;
  /**
   * The training data, read again for each epoch; streamed, they may be larger than memory.
   *
   * @param epoch from 0
   */
  examples(epoch: number): AsyncIterable<E> | Iterable<E>;
  /** Length of an example, where examples differ in it: tokens. */
  readonly lengthOf?: (example: E) => number;
  /**
   * Makes a batch of examples.
   *
   * @param length to which all are filled up; 0 where the task has no lengths
   */
  collate(examples: readonly E[], length: number): Readonly<Record<B, Tensor>>;
  /** Measures parameters on data that are not trained on. */
  validate?(parameters: Parameters): Promise<Validation>;
}

export interface Validation {
  /** What is to grow: checkpoints with the best are kept, and training stops where it no longer grows. */
  score: number;
  /** Further numbers, to be shown. */
  measures?: Readonly<Record<string, number>>;
  /** Limits of decisions, as they are best for these parameters. */
  thresholds?: Readonly<Record<string, number>>;
}
