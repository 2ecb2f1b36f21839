import type { ElementType } from "../onnx.js";
import { cast } from "./compare.js";
import { add } from "./elementwise.js";
import { emit, type Program } from "./emit.js";
import { gather } from "./gather.js";
import { loop } from "./loop.js";
import { LOSS_SCALE_STATE } from "./loss-scale.js";
import type { Shape } from "./shape.js";
import { graphError, input, type Tensor, type TensorType } from "./tensor.js";
import type { TrainingDefinition } from "./training-definition.js";
import { trainingStep } from "./training-step.js";

/** A program that takes parameters and batches and gives the next parameters: for a `Trainer`. */
export interface TrainingProgram<P extends string = string, B extends string = string> extends Program {
  readonly parameters: Readonly<Record<P, readonly number[]>>;
  readonly batch: Readonly<Record<B, { type: ElementType; shape: Shape }>>;
  /** Everything that goes in and, under {@link nextOf} its name, comes out: parameters, then what is kept of them. */
  readonly state: readonly { name: string; shape: readonly number[] }[];
  readonly steps: number;
  readonly accumulate: number;
  /** Names of what is watched; each is an output under {@link TRAINING.measure}, float32 [steps]. */
  readonly measures: readonly string[];
}

/** Inputs and outputs of a training program beside state and batch. */
export const TRAINING = {
  /** int32 []: steps before this run. */
  count: "training/count",
  /** int32 []: where the random numbers of this training start. */
  seed: "training/seed",
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
 * Writes a whole step of training as one graph: the loss, its derivatives and the optimiser. With `steps` above 1 the
 * graph repeats it, batch after batch. Batches are fed along new first axes: [steps, ...], or [steps, accumulate, ...]
 * where several belong to a step.
 *
 * @throws {NamesakeError} GRAPH_INVALID where the loss does not depend on a parameter, and from operators
 */
export function trainingProgram<P extends string, B extends string>(
  definition: TrainingDefinition<P, B>,
): TrainingProgram<P, B> {
  const { name, optimiser, steps = 1, accumulate = 1, passes = [], lossScale, frozen } = definition;
  for (const [option, count] of Object.entries({ steps, "batches a step": accumulate }))
    if (!Number.isInteger(count) || count < 1)
      throw graphError("trainingProgram", [name], `a whole number of ${option} from 1`, `${count}`);
  const parameters = Object.entries<readonly number[]>(definition.parameters);
  const trained = parameters.filter(([parameter]) => frozen?.has(parameter) !== true);
  const state = [
    ...trained.map(([parameter, shape]) => ({ name: parameter, shape })),
    ...optimiser.moments.flatMap((moment) =>
      trained.map(([parameter, shape]) => ({ name: `${parameter}/${moment}`, shape })),
    ),
    ...(lossScale === undefined ? [] : LOSS_SCALE_STATE.map((name) => ({ name, shape: [] }))),
  ];
  const initial = state.map(({ name, shape }) => input(name, "float32", shape));
  const fixed = parameters
    .filter(([parameter]) => frozen?.has(parameter) === true)
    .map(([parameter, shape]) => [parameter, input(parameter, "float32", shape)] as const);
  const rates = input(TRAINING.rates, "float32", [steps]);
  const [count, seed] = [input(TRAINING.count, "int32", []), input(TRAINING.seed, "int32", [])];
  const axes = accumulate === 1 ? [steps] : [steps, accumulate];
  const batches = Object.entries<TensorType>(definition.batch).map(
    ([key, { type, shape }]) => [key, input(key, type, [...axes, ...shape])] as const,
  );

  let measures: readonly string[] = [];
  const { state: last, outputs } = loop(steps, initial, (turn, current) => {
    const batch = Object.fromEntries(batches.map(([key, all]) => [key, gather(all, turn)]));
    const done = add(count, cast(turn, "int32"));
    const step = trainingStep(definition, current, {
      names: trained.map(([parameter]) => parameter),
      fixed: Object.fromEntries(fixed),
      batch,
      rate: gather(rates, turn),
      count: cast(add(done, 1), "float32"),
      seed: add(seed, done),
    });
    measures = Object.keys(step.measures);
    return { state: step.state, outputs: [step.loss, step.norm, ...Object.values(step.measures)] };
  });
  const [losses, norms, ...watched] = outputs as [Tensor, Tensor, ...Tensor[]];
  const next = state.map(({ name }, i) => [nextOf(name), last[i] as Tensor] as const);
  const results = {
    ...Object.fromEntries(next),
    [TRAINING.losses]: losses,
    [TRAINING.norms]: norms,
    ...Object.fromEntries(measures.map((measure, i) => [TRAINING.measure(measure), watched[i] as Tensor])),
  };
  const inputs = [
    ...initial,
    ...fixed.map(([, one]) => one),
    ...batches.map(([, all]) => all),
    count,
    seed,
    rates,
  ];
  return {
    ...emit(name, results, { inputs, passes }),
    parameters: definition.parameters,
    batch: definition.batch,
    state,
    steps,
    accumulate,
    measures,
  };
}
