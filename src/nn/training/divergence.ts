import { NamesakeError } from "../../errors.js";

/** Steps over which the loss is averaged. */
const SPAN = 50;
export interface Seen {
  recent: number[];
  best?: number;
}

/**
 * Watches a training for a loss that has grown instead of falling. What is not a number is found by the step itself.
 */
export class DivergenceWatch {
  /** The last losses, and the best mean of such; kept with checkpoints. */
  readonly seen: Seen;

  /**
   * @param name of the model, for messages
   * @param factor how many times the best mean a mean may be
   * @param seen before
   */
  constructor(
    readonly name: string,
    readonly factor = 3,
    seen: Seen = { recent: [] },
  ) {
    this.seen = seen;
  }

  /**
   * @throws {NamesakeError} TRAINING_DIVERGED where the mean over 50 steps is the factor times the best one before, and
   * above it by 1
   */
  see(loss: number, step: number, rate: number): void {
    const { recent } = this.seen;
    recent.push(loss);
    if (recent.length < SPAN) return;
    const mean = recent.reduce((sum, one) => sum + one, 0) / SPAN;
    recent.shift();
    const best = Math.min(this.seen.best ?? mean, mean);
    this.seen.best = best;
    if (mean <= this.factor * Math.abs(best) || mean <= best + 1) return;
    const why = `the mean loss of ${SPAN} steps is ${mean.toPrecision(3)}, where it had been ${best.toPrecision(3)}`;
    throw new NamesakeError("TRAINING_DIVERGED", { model: this.name, step, why, rate });
  }
}
