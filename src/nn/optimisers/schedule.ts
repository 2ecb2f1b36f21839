import { NamesakeError } from "../../errors.js";
import { choiceOf } from "../choice.js";

/** How a learning rate falls. */
export type Decay = "constant" | "linear" | "cosine";

/** The share of the peak that is left behind a share of the steps. */
const DECAYS: Readonly<Record<Decay, (done: number) => number>> = {
  constant: () => 1,
  linear: (done) => 1 - done,
  cosine: (done) => (1 + Math.cos(Math.PI * done)) / 2,
};

/** All ways of falling, by name. */
export const DECAY_NAMES = Object.keys(DECAYS) as readonly Decay[];

export interface ScheduleOptions {
  /** The greatest learning rate. */
  peak: number;
  /** What follows on the warm-up, default "linear". */
  decay?: Decay;
  /** Steps in which the rate grows from 0 to the peak, or their share of all where it is below 1; default 0. */
  warmUp?: number;
  /** All steps, warm-up included. */
  steps: number;
  /** The rate of the last step as a share of the peak, default 0. */
  floor?: number;
}

/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number;

/**
 * Learning rates that grow in a warm-up (Goyal et al. 2017, https://arxiv.org/abs/1706.02677) and then fall, evenly or
 * along half a wave of the cosine (Loshchilov and Hutter 2017, https://arxiv.org/abs/1608.03983). No step has rate 0
 * but for a floor of 0 behind the last.
 *
 * @throws {NamesakeError} OPTION_INVALID
 */
export function schedule(options: ScheduleOptions): Schedule {
  const { peak, warmUp = 0, steps, floor = 0 } = options;
  const left = DECAYS[choiceOf("decay", options.decay ?? "linear", DECAY_NAMES)];
  check("peak", peak, peak > 0 && Number.isFinite(peak), "a number above 0");
  check("steps", steps, Number.isInteger(steps) && steps > 0, "a whole number from 1");
  check("floor", floor, floor >= 0 && floor <= 1, "a share from 0 to 1");
  const warm = warmUp < 1 ? Math.round(warmUp * steps) : warmUp;
  check(
    "warmUp",
    warmUp,
    warm >= 0 && warm <= steps && Number.isInteger(warm),
    `steps up to ${steps}, or a share`,
  );
  return (step) => {
    if (step < warm) return (peak * (step + 1)) / warm;
    const done = Math.min(1, (step - warm) / Math.max(1, steps - warm));
    return peak * (floor + (1 - floor) * left(done));
  };
}

function check(option: string, found: unknown, holds: boolean, expected: string): void {
  if (!holds) throw new NamesakeError("OPTION_INVALID", { option, expected, found: String(found) });
}
