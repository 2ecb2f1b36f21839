import type { RowGradient } from "./row-gradient.js";

export interface AdamWOptions {
  /** Share of the old mean of derivatives in the new, default 0.9. */
  beta1?: number;
  /** Share of the old mean of their squares, default 0.999. */
  beta2?: number;
  /** Default 1e-8. */
  epsilon?: number;
}

/** One step of one parameter. */
export interface AdamWStep {
  /** The number of this step, from 1. */
  count: number;
  rate: number;
  /** How much of the parameter goes in a step of rate 1. */
  decay: number;
  /** What derivatives are multiplied with before use, to clip them. */
  share: number;
}

/** A parameter with the running means of its derivatives and of their squares, all of one size. */
export interface Moved {
  parameter: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101), in place, on arrays.
 * The graph has the same as operators, for devices whose memory is not ours.
 */
export class AdamW {
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;

  constructor({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamWOptions = {}) {
    this.#beta1 = beta1;
    this.#beta2 = beta2;
    this.#epsilon = epsilon;
  }

  /** Changes a whole parameter. */
  update(moved: Moved, gradient: Float32Array, step: AdamWStep): void {
    this.#move(moved, 0, gradient, 0, gradient.length, step);
  }

  /**
   * Changes the rows of a table that were used, with their moments, and leaves all others as they are, as PyTorch's
   * SparseAdam does: a row that is not seen neither decays nor drifts on.
   */
  updateRows(moved: Moved, { rows, values }: RowGradient, step: AdamWStep): void {
    const width = values.length / rows.length;
    rows.forEach((row, i) => {
      this.#move(moved, row * width, values, i * width, width, step);
    });
  }

  #move(
    moved: Moved,
    at: number,
    gradient: Float32Array,
    from: number,
    length: number,
    step: AdamWStep,
  ): void {
    const { parameter, mean, variance } = moved;
    const [beta1, beta2] = [this.#beta1, this.#beta2];
    const { count, rate, decay, share } = step;
    // What is missing in means that began at 0 is put into the factors, once for all numbers.
    const size = rate / (1 - beta1 ** count);
    const root = Math.sqrt(1 - beta2 ** count);
    const [epsilon, kept] = [this.#epsilon * root, 1 - rate * decay];
    const factor = size * root;
    for (let i = 0; i < length; i++) {
      const g = share * (gradient[from + i] as number);
      const k = at + i;
      const m = beta1 * (mean[k] as number) + (1 - beta1) * g;
      const v = beta2 * (variance[k] as number) + (1 - beta2) * g * g;
      mean[k] = m;
      variance[k] = v;
      parameter[k] = kept * (parameter[k] as number) - (factor * m) / (Math.sqrt(v) + epsilon);
    }
  }
}

/** The length of all derivatives taken together. */
export function gradientNorm(gradients: Iterable<Float32Array>): number {
  let sum = 0;
  // By index, which is eight times as fast as the iterator.
  for (const gradient of gradients)
    for (let i = 0; i < gradient.length; i++) {
      const g = gradient[i] as number;
      sum += g * g;
    }
  return Math.sqrt(sum);
}

/** What derivatives of a length are multiplied with so that it is at most `limit` (Pascanu et al. 2013). */
export const clipShare = (norm: number, limit: number | undefined): number =>
  limit === undefined || norm <= limit ? 1 : limit / norm;
