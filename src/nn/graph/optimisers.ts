import { add, div, exp, mul, sqrt, square, sub } from "./elementwise.js";
import type { Tensor } from "./tensor.js";

/** How parameters change by their derivatives, as part of the graph. */
export interface Optimiser {
  /** Names of what is kept for every parameter from step to step, each of the parameter's shape, zeros at first. */
  readonly moments: readonly string[];
  /**
   * @param count float32 of shape [], the number of this step, from 1
   * @param rate float32 of shape [], the learning rate
   */
  begin(count: Tensor, rate: Tensor): Update;
}

/** Gives the next value of a parameter and what is kept for it. */
export type Update = (
  name: string,
  parameter: Tensor,
  derivative: Tensor,
  moments: readonly Tensor[],
) => { parameter: Tensor; moments: readonly Tensor[] };

export interface AdamWOptions {
  /** Share of the old mean of derivatives in the new, default 0.9. */
  beta1?: number;
  /** Share of the old mean of their squares, default 0.999. */
  beta2?: number;
  /** Default 1e-8. */
  epsilon?: number;
  /**
   * How much of a parameter goes in a step of rate 1, by its name, or one number for those that {@link decaysUsually}
   * names; default 0.01.
   */
  decay?: number | ((name: string) => number);
  /** By what the learning rate of a parameter is multiplied; default 1. Layers that are new may learn faster. */
  rates?: (name: string) => number;
}

/**
 * Biases and what scales a normalisation are not pulled to 0. Names are dotted: a part of a normalisation has a segment with
 * the word "norm" ("norm1", "LayerNorm", "final_layer_norm"), and the last segment of a bias begins with "bias"
 * ("bias_ih_l0").
 */
export function decaysUsually(name: string): boolean {
  const segments = name.split(".");
  return !/^bias/i.test(segments.at(-1) as string) && !segments.some((segment) => NORM.test(segment));
}

/** A whole word, between underscores, capitals and digits. */
const NORM =
  /(^|_)((layer|batch|group|instance|rms)?norms?|normali[sz]ation)(?![a-z])|(Norms?|Normali[sz]ation)(?![a-z])/;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101). */
export function adamW(options: AdamWOptions = {}): Optimiser {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0.01 } = options;
  const rateOf = options.rates ?? (() => 1);
  const decayOf = typeof decay === "number" ? (name: string) => (decaysUsually(name) ? decay : 0) : decay;
  return {
    moments: ["mean", "variance"],
    begin(count, rate) {
      // What is missing in means that began at 0: 1 - beta^count.
      const filled = (beta: number) => sub(1, exp(mul(count, Math.log(beta))));
      const [filled1, filled2] = [filled(beta1), filled(beta2)];
      return (name, parameter, derivative, moments) => {
        const [oldMean, oldVariance] = moments as [Tensor, Tensor];
        const mean = add(mul(oldMean, beta1), mul(derivative, 1 - beta1));
        const variance = add(mul(oldVariance, beta2), mul(square(derivative), 1 - beta2));
        const step = div(div(mean, filled1), add(sqrt(div(variance, filled2)), epsilon));
        const own = decayOf(name);
        const whole = own === 0 ? step : add(step, mul(parameter, own));
        const size = mul(rate, rateOf(name));
        return { parameter: sub(parameter, mul(size, whole)), moments: [mean, variance] };
      };
    },
  };
}

/** Gradient descent: each parameter goes against its derivative, or against a running sum of those, with `momentum`. */
export function gradientDescent(options: { momentum?: number } = {}): Optimiser {
  const { momentum = 0 } = options;
  return {
    moments: momentum === 0 ? [] : ["velocity"],
    begin: (_, rate) => (_name, parameter, derivative, moments) => {
      const old = moments[0];
      const velocity = old === undefined ? derivative : add(mul(old, momentum), derivative);
      return { parameter: sub(parameter, mul(rate, velocity)), moments: old === undefined ? [] : [velocity] };
    },
  };
}
