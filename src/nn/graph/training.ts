import { cast } from "./compare.js";
import { add } from "./elementwise.js";
import { emit, type Program } from "./emit.js";
import { gather } from "./gather.js";
import { loop } from "./loop.js";
import { LOSS_SCALE_STATE } from "./loss-scale.js";
import { graphError, input, type Tensor, type TensorType } from "./tensor.js";
import type { TrainingDefinition } from "./training-definition.js";
import { trainingStep } from "./training-step.js";

/** Inputs and outputs of a training program beside state and batch. */
export const TRAINING = {
  /** int32 []: steps before this run. */
  count: "training/count",
  /** int32 [steps, accumulate]: where the random numbers of each batch start. */
  seeds: "training/seeds",
  /** float32 [steps, accumulate]: by how much each batch counts in its step, 1 in all. */
  shares: "training/shares",
  /** float32 [steps]: learning rates. */
  rates: "training/rates",
  /** float32 [steps]: the loss before each step. */
  losses: "training/losses",
  /** float32 [steps]: the length of the derivatives, before they are clipped. */
  norms: "training/norms",
  measure: (name: string) => `measure/${name}`,
} as const;

/** The name of the output that follows on an input. */
export const nextOf = (name: string): string => `next/${name}`;

/**
 * What goes into a program and, under {@link nextOf} its name, comes out: the parameters that are trained, what the
 * optimiser keeps of them, and what the scale of the loss needs.
 */
export function trainingState<P extends string, B extends string>(
  definition: TrainingDefinition<P, B>,
): readonly { name: string; shape: readonly number[] }[] {
  const { frozen, optimiser, lossScale } = definition;
  const parameters = Object.entries<readonly number[]>(definition.parameters);
  const trained = parameters.filter(([name]) => frozen?.has(name) !== true);
  return [
    ...trained.map(([name, shape]) => ({ name, shape })),
    ...optimiser.moments.flatMap((moment) =>
      trained.map(([name, shape]) => ({ name: `${name}/${moment}`, shape })),
    ),
    ...(lossScale === undefined ? [] : LOSS_SCALE_STATE.map((name) => ({ name, shape: [] }))),
  ];
}

/**
 * Writes a whole step of training as one graph: the loss, its derivatives and the optimiser. With `steps` above 1 the
 * graph repeats it, batch after batch. Batches are fed along new first axes: [steps, accumulate, ...].
 *
 * @throws {NamesakeError} GRAPH_INVALID where the loss does not depend on a parameter, and from operators
 */
export function trainingProgram<P extends string, B extends string>(
  definition: TrainingDefinition<P, B>,
): Program {
  const { name, steps = 1, accumulate = 1, passes = [], frozen } = definition;
  for (const [option, count] of Object.entries({ steps, "batches a step": accumulate }))
    if (!Number.isInteger(count) || count < 1)
      throw graphError("trainingProgram", [name], `a whole number of ${option} from 1`, `${count}`);
  const parameters = Object.entries<readonly number[]>(definition.parameters);
  const fixed = parameters
    .filter(([parameter]) => frozen?.has(parameter) === true)
    .map(([parameter, shape]) => [parameter, input(parameter, "float32", shape)] as const);
  const state = trainingState(definition);
  const initial = state.map(({ name, shape }) => input(name, "float32", shape));
  const batches = Object.entries<TensorType>(definition.batch).map(
    ([key, { type, shape }]) => [key, input(key, type, [steps, accumulate, ...shape])] as const,
  );
  const count = input(TRAINING.count, "int32", []);
  const seeds = input(TRAINING.seeds, "int32", [steps, accumulate]);
  const shares = input(TRAINING.shares, "float32", [steps, accumulate]);
  const rates = input(TRAINING.rates, "float32", [steps]);

  let measures: readonly string[] = [];
  const { state: last, outputs } = loop(steps, initial, (turn, current) => {
    const step = trainingStep(definition, current, {
      names: state.slice(0, parameters.length - fixed.length).map((one) => one.name),
      fixed: Object.fromEntries(fixed),
      batches: Object.fromEntries(batches.map(([key, all]) => [key, gather(all, turn)])),
      shares: gather(shares, turn),
      seeds: gather(seeds, turn),
      rate: gather(rates, turn),
      count: cast(add(add(count, cast(turn, "int32")), 1), "float32"),
    });
    measures = Object.keys(step.measures);
    return { state: step.state, outputs: [step.loss, step.norm, ...Object.values(step.measures)] };
  });
  const [losses, norms, ...watched] = outputs as [Tensor, Tensor, ...Tensor[]];
  const results = {
    ...Object.fromEntries(state.map(({ name }, i) => [nextOf(name), last[i] as Tensor])),
    [TRAINING.losses]: losses,
    [TRAINING.norms]: norms,
    ...Object.fromEntries(measures.map((measure, i) => [TRAINING.measure(measure), watched[i] as Tensor])),
  };
  const inputs = [
    ...initial,
    ...[...fixed, ...batches].map(([, tensor]) => tensor),
    count,
    seeds,
    shares,
    rates,
  ];
  return emit(name, results, { inputs, passes });
}
