import { cast } from "./compare.js";
import { Randomness } from "./dropout.js";
import { add, div, maximum, mul, sqrt, square, sub } from "./elementwise.js";
import { gather } from "./gather.js";
import { gradients } from "./gradients.js";
import { loop } from "./loop.js";
import { LossScale } from "./loss-scale.js";
import { zeros } from "./primitives.js";
import { mean, sum } from "./reduce.js";
import { scalar, type Tensor } from "./tensor.js";
import type { TrainingDefinition } from "./training-definition.js";

type Named = Readonly<Record<string, Tensor>>;

export interface StepInputs {
  /** The parameters that are trained, in the order of the state. */
  names: readonly string[];
  /** Those that are not. */
  fixed: Named;
  /** With `accumulate` above 1 all batches, along the first axis. */
  batch: Named;
  /** The learning rate, float32 []. */
  rate: Tensor;
  /** The number of this step, from 1, float32 []. */
  count: Tensor;
  /** Of its random numbers, int32 []. */
  seed: Tensor;
}

export interface Step {
  state: Tensor[];
  /** Before the step, float32 []. */
  loss: Tensor;
  /** The length of the derivatives before they are clipped, float32 []. */
  norm: Tensor;
  measures: Named;
}

/**
 * One step: from the state to the next.
 *
 * @param state the trained parameters, what the optimiser keeps of them, and what the scale of the loss needs
 */
export function trainingStep<P extends string, B extends string>(
  definition: TrainingDefinition<P, B>,
  state: readonly Tensor[],
  { names, fixed, batch, rate, count, seed }: StepInputs,
): Step {
  const { optimiser, clip, lossScale } = definition;
  const current = state.slice(0, names.length);
  const before = state.slice(0, names.length * (1 + optimiser.moments.length));
  const scale = lossScale === undefined ? undefined : new LossScale(lossScale, state.slice(before.length));
  const parameters = {
    ...fixed,
    ...Object.fromEntries(names.map((name, i) => [name, current[i] as Tensor])),
  };

  const { loss, measures, derivatives } = accumulated(definition, batch, seed, current, (one, random) => {
    const made = definition.loss(parameters as Record<P, Tensor>, one as Record<B, Tensor>, random);
    const { loss, measures = {} } = "loss" in made ? made : { loss: made };
    return { loss, measures, derivatives: scale?.gradients(loss, current) ?? gradients(loss, current) };
  });
  const norm = sqrt(derivatives.map((derivative) => sum(square(derivative))).reduce((a, b) => add(a, b)));
  const share = clip === undefined ? undefined : div(clip, maximum(norm, clip));

  const update = optimiser.begin(scale === undefined ? count : sub(count, scale.skippedSteps), rate);
  const updates = names.map((name, i) => {
    const derivative = derivatives[i] as Tensor;
    const moments = optimiser.moments.map((_, m) => state[(m + 1) * names.length + i] as Tensor);
    const shortened = share === undefined ? derivative : mul(derivative, share);
    return update(name, current[i] as Tensor, shortened, moments);
  });
  const moments = optimiser.moments.flatMap((_, m) => updates.map((one) => one.moments[m] as Tensor));
  const after = [...updates.map(({ parameter }) => parameter), ...moments];
  return { state: scale?.next(norm, before, after) ?? after, loss, norm, measures };
}

interface Derived {
  loss: Tensor;
  measures: Named;
  /** By the trained parameters. */
  derivatives: readonly Tensor[];
}

/** What a step finds in its batch, or on average in its batches, one after the other so that one is in memory. */
function accumulated(
  { accumulate = 1 }: { accumulate?: number },
  batch: Named,
  seed: Tensor,
  parameters: readonly Tensor[],
  derive: (batch: Named, random: Randomness) => Derived,
): Derived {
  if (accumulate === 1) return derive(batch, new Randomness(seed));
  let names: readonly string[] = [];
  const { state, outputs } = loop(
    accumulate,
    parameters.map(({ shape }) => zeros(shape)),
    (turn, sums) => {
      const one = Object.fromEntries(Object.entries(batch).map(([key, all]) => [key, gather(all, turn)]));
      const own = mul(add(cast(turn, "int32"), 1), scalar(GOLDEN_RATIO, "int32"));
      const { loss, measures, derivatives } = derive(one, new Randomness(add(seed, own)));
      names = Object.keys(measures);
      return {
        state: sums.map((total, i) => add(total, derivatives[i] as Tensor)),
        outputs: [loss, ...Object.values(measures)],
      };
    },
  );
  const [losses, ...watched] = outputs as [Tensor, ...Tensor[]];
  return {
    loss: mean(losses),
    measures: Object.fromEntries(names.map((name, i) => [name, mean(watched[i] as Tensor)])),
    derivatives: state.map((total) => mul(total, 1 / accumulate)),
  };
}

/** 2^32 divided by the golden ratio: its multiples are far from each other, and from the seeds of the next steps. */
const GOLDEN_RATIO = 0x9e3779b9 | 0;
