import { and, greater, less, where } from "./compare.js";
import { add, div, maximum, minimum, mul, reciprocal } from "./elementwise.js";
import { gradients } from "./gradients.js";
import { graphError, scalar, type Tensor } from "./tensor.js";

export interface LossScaleOptions {
  /** The first scale, default 2^16; a power of 2, so that only exponents change. */
  initial?: number;
  /** After so many good steps in a row the scale doubles, default 2000. */
  interval?: number;
}

/** What is kept from step to step, float32 of shape [], zeros at first; the scale is then the initial one. */
export const LOSS_SCALE_STATE = ["lossScale/scale", "lossScale/goodSteps", "lossScale/skippedSteps"] as const;

/** Whatever happens, the scale stays between them; where the least is too much, it is not the scale that is wrong. */
export const [LEAST_SCALE, GREATEST_SCALE] = [2 ** -24, 2 ** 24] as const;
/** float32 has nothing above. */
const INFINITY = 3.4028235e38;

/**
 * Dynamic scaling of the loss (Micikevicius et al. 2018, https://arxiv.org/abs/1710.03740): derivatives of a loss that
 * was multiplied are multiplied too, so that small ones are not lost in floats of 16 bits. Too large a scale makes some
 * of them infinite. Such a step changes nothing and halves the scale, and many good ones double it.
 */
export class LossScale {
  readonly #goodSteps: Tensor;
  readonly #interval: number;
  /** By what the loss of this step is multiplied, float32 []. */
  readonly scale: Tensor;
  /** Steps that changed nothing, float32 []; the optimiser does not count them. */
  readonly skippedSteps: Tensor;

  /** @param state the tensors of {@link LOSS_SCALE_STATE} */
  constructor({ initial = 2 ** 16, interval = 2000 }: LossScaleOptions, state: readonly Tensor[]) {
    if (!Number.isInteger(Math.log2(initial)) || initial < LEAST_SCALE || initial > GREATEST_SCALE)
      throw graphError("lossScale", [`${initial}`], "a power of 2 from 2^-24 to 2^24", `${initial}`);
    if (!Number.isInteger(interval) || interval < 1)
      throw graphError("lossScale", [`${interval}`], "an interval of at least 1 step", `${interval}`);
    const [kept, goodSteps, skippedSteps] = state as [Tensor, Tensor, Tensor];
    this.scale = where(greater(kept, 0), kept, scalar(initial));
    this.#goodSteps = goodSteps;
    this.#interval = interval;
    this.skippedSteps = skippedSteps;
  }

  /** The derivatives of a loss, through those of the loss times the scale. */
  gradients(loss: Tensor, by: readonly Tensor[]): Tensor[] {
    const share = reciprocal(this.scale);
    return gradients(mul(loss, this.scale), by).map((derivative) => mul(derivative, share));
  }

  /**
   * The state after a step: what the optimiser made where all derivatives are finite, else what was before; with that
   * of the scale at the end.
   *
   * @param norm the length of all derivatives
   */
  next(norm: Tensor, before: readonly Tensor[], after: readonly Tensor[]): Tensor[] {
    // Of what is no number every comparison is false.
    const isGood = less(norm, INFINITY);
    const goodSteps = add(this.#goodSteps, 1);
    const isDue = and(isGood, greater(goodSteps, this.#interval - 0.5));
    const grown = where(isDue, minimum(mul(this.scale, 2), GREATEST_SCALE), this.scale);
    const scale = where(isGood, grown, maximum(div(this.scale, 2), LEAST_SCALE));
    return [
      ...after.map((tensor, i) => where(isGood, tensor, before[i] as Tensor)),
      scale,
      where(isDue, 0, where(isGood, goodSteps, 0)),
      where(isGood, this.skippedSteps, add(this.skippedSteps, 1)),
    ];
  }
}
