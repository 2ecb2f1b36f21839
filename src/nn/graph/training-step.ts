import { Randomness } from "./dropout.js";
import { add, div, maximum, mul, sqrt, square, sub } from "./elementwise.js";
import { gather } from "./gather.js";
import { gradients } from "./gradients.js";
import { loop } from "./loop.js";
import { LossScale } from "./loss-scale.js";
import { zeros } from "./primitives.js";
import { sum } from "./reduce.js";
import { scalar, type Tensor } from "./tensor.js";
import type { TrainingDefinition } from "./training-definition.js";

type Named = Readonly<Record<string, Tensor>>;

export interface StepInputs {
  /** The parameters that are trained, in the order of the state. */
  names: readonly string[];
  /** Those that are not. */
  fixed: Named;
  /** What all batches of the step hold, along the first axis. */
  batches: Named;
  /** By how much each batch counts, 1 in all, float32 [accumulate]. */
  shares: Tensor;
  /** Of the random numbers of each batch, int32 [accumulate]. */
  seeds: Tensor;
  /** The learning rate, float32 []. */
  rate: Tensor;
  /** The number of this step, from 1, float32 []. */
  count: Tensor;
}

export interface Step {
  state: Tensor[];
  /** Before the step, float32 []. */
  loss: Tensor;
  /** The length of the derivatives before they are clipped, float32 []. */
  norm: Tensor;
  /** Those of the definition; with a scale of the loss also {@link LOSS_SCALE_MEASURE}. */
  measures: Named;
}

/** The scale under which the derivatives of a step were taken. */
export const LOSS_SCALE_MEASURE = "lossScale";

/**
 * One step: from the state to the next.
 *
 * @param state the trained parameters, what the optimiser keeps of them, and what the scale of the loss needs
 */
export function trainingStep<P extends string, B extends string>(
  definition: TrainingDefinition<P, B>,
  state: readonly Tensor[],
  { names, fixed, batches, shares, seeds, rate, count }: StepInputs,
): Step {
  const { optimiser, clip, lossScale } = definition;
  const current = state.slice(0, names.length);
  const before = state.slice(0, names.length * (1 + optimiser.moments.length));
  const scale = lossScale === undefined ? undefined : new LossScale(lossScale, state.slice(before.length));
  const parameters = {
    ...fixed,
    ...Object.fromEntries(names.map((name, i) => [name, current[i] as Tensor])),
  };

  // Of a loss that counts less all derivatives are smaller, at the cost of one number's product.
  const derive = (batch: Named, random: Randomness, share?: Tensor): Derived => {
    const made = definition.loss(parameters as Record<P, Tensor>, batch as Record<B, Tensor>, random);
    const found = "loss" in made ? made : { loss: made };
    const shared = (tensor: Tensor) => (share === undefined ? tensor : mul(tensor, share));
    const loss = shared(found.loss);
    const derivatives = scale?.gradients(loss, current) ?? gradients(loss, current);
    return { loss, measures: mapped(found.measures ?? {}, shared), derivatives };
  };
  const { loss, measures, derivatives } = accumulated(
    definition,
    { batches, shares, seeds },
    current,
    derive,
  );
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
  if (scale === undefined) return { state: after, loss, norm, measures };
  return {
    state: scale.next(norm, before, after),
    loss,
    norm,
    measures: { ...measures, [LOSS_SCALE_MEASURE]: scale.scale },
  };
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
  { batches, shares, seeds }: Pick<StepInputs, "batches" | "shares" | "seeds">,
  parameters: readonly Tensor[],
  derive: (batch: Named, random: Randomness, share?: Tensor) => Derived,
): Derived {
  const batchAt = (turn: Tensor) =>
    [mapped(batches, (all) => gather(all, turn)), new Randomness(gather(seeds, turn))] as const;
  if (accumulate === 1) return derive(...batchAt(scalar(0, "int64")));
  let names: readonly string[] = [];
  const { state, outputs } = loop(
    accumulate,
    parameters.map(({ shape }) => zeros(shape)),
    (turn, sums) => {
      const { loss, measures, derivatives } = derive(...batchAt(turn), gather(shares, turn));
      names = Object.keys(measures);
      return {
        state: sums.map((total, i) => add(total, derivatives[i] as Tensor)),
        outputs: [loss, ...Object.values(measures)],
      };
    },
  );
  const [loss, ...watched] = outputs.map((parts) => sum(parts)) as [Tensor, ...Tensor[]];
  const measures = Object.fromEntries(names.map((name, i) => [name, watched[i] as Tensor]));
  return { loss, measures, derivatives: state };
}

const mapped = (tensors: Named, change: (tensor: Tensor) => Tensor): Named =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
