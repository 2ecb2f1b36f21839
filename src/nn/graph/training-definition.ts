import type { ElementType } from "../onnx.js";
import type { Randomness } from "./dropout.js";
import type { Pass } from "./emit.js";
import type { LossScaleOptions } from "./loss-scale.js";
import type { Optimiser } from "./optimisers.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** What is trained, on what, and how. */
export interface TrainingDefinition<P extends string, B extends string> {
  name: string;
  /** Shapes of the float32 parameters. */
  parameters: Readonly<Record<P, readonly number[]>>;
  /** What a batch holds. Lengths with names may differ from call to call. */
  batch: Readonly<Record<B, { type: ElementType; shape: Shape }>>;
  /** Makes the loss, of shape [], of a batch under the parameters; or that with further numbers to be watched. */
  loss(
    parameters: Readonly<Record<P, Tensor>>,
    batch: Readonly<Record<B, Tensor>>,
    random: Randomness,
  ): Tensor | { loss: Tensor; measures?: Readonly<Record<string, Tensor>> };
  /** Parameters that stay as they are; absent = none. */
  frozen?: ReadonlySet<string>;
  /** Batches of a step, whose derivatives are averaged, each counted by its share; default 1. */
  accumulate?: number;
  optimiser: Optimiser;
  /** Derivatives that are longer than this, all parameters taken together, are shortened to it; absent = never. */
  clip?: number;
  /** Steps of one run of the program, default 1. More spare the ways to and from the caller, and to a GPU. */
  steps?: number;
  /** What is done with the nodes of the program, such as `halfPrecision`. */
  passes?: readonly Pass[];
  /** Scales the loss, as products of float16 need it; absent = not. */
  lossScale?: LossScaleOptions;
}
