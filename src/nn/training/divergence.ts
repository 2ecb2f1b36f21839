import { NamesakeError } from "../../errors.js";

/** Steps over which the loss is averaged. */
const SPAN = 50;
/** A mean loss of this many times the best mean, and its distance to it, is no bad luck. */
const FACTOR = 3;

/**
 * Watches a training for a loss that has grown instead of falling. What is not a number is found by the step itself.
 */
export class DivergenceWatch {
  readonly #recent: number[] = [];
  #best = Number.POSITIVE_INFINITY;

  /** @param name of the model, for messages */
  constructor(readonly name: string) {}

  /** @throws {NamesakeError} TRAINING_DIVERGED where the mean over 50 steps is three times the best one before, and above it by 1 */
  see(loss: number, step: number, rate: number): void {
    this.#recent.push(loss);
    if (this.#recent.length < SPAN) return;
    const mean = this.#recent.reduce((sum, one) => sum + one, 0) / SPAN;
    this.#recent.shift();
    this.#best = Math.min(this.#best, mean);
    if (mean <= FACTOR * Math.abs(this.#best) || mean <= this.#best + 1) return;
    const why = `the mean loss of ${SPAN} steps is ${mean.toPrecision(3)}, where it had been ${this.#best.toPrecision(3)}`;
    throw new NamesakeError("TRAINING_DIVERGED", { model: this.name, step, why, rate });
  }
}
