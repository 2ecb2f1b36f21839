import type { ElementType } from "../onnx.js";
import { cast } from "./compare.js";
import { Randomness } from "./dropout.js";
import { add, div, maximum, mul, sqrt, square } from "./elementwise.js";
import { emit, type Program } from "./emit.js";
import { gather } from "./gather.js";
import { gradients } from "./gradients.js";
import { loop } from "./loop.js";
import type { Optimiser } from "./optimisers.js";
import { sum } from "./reduce.js";
import type { Shape } from "./shape.js";
import { graphError, input, type Tensor, type TensorType } from "./tensor.js";

/** What is trained, on what, and how. */
export interface TrainingDefinition<P extends string, B extends string> {
  name: string;
  /** Shapes of the float32 parameters. */
  parameters: Readonly<Record<P, readonly number[]>>;
  /** What a batch holds. Lengths with names may differ from call to call. */
  batch: Readonly<Record<B, { type: ElementType; shape: Shape }>>;
  /** Makes the loss, of shape [], of a batch under the parameters. */
  loss(
    parameters: Readonly<Record<P, Tensor>>,
    batch: Readonly<Record<B, Tensor>>,
    random: Randomness,
  ): Tensor;
  optimiser: Optimiser;
  /** Derivatives that are longer than this, all parameters taken together, are shortened to it; absent = never. */
  clip?: number;
  /** Steps of one run of the program, default 1. More spare the ways to and from the caller, and to a GPU. */
  steps?: number;
}

/** A program that takes parameters and batches and gives the next parameters: for a `Trainer`. */
export interface TrainingProgram<P extends string = string, B extends string = string> extends Program {
  readonly parameters: Readonly<Record<P, readonly number[]>>;
  readonly batch: Readonly<Record<B, { type: ElementType; shape: Shape }>>;
  /** Everything that goes in and, under {@link nextOf} its name, comes out: parameters, then what is kept of them. */
  readonly state: readonly { name: string; shape: readonly number[] }[];
  readonly steps: number;
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
} as const;

/** The name of the output that follows on an input. */
export const nextOf = (name: string): string => `next/${name}`;

/**
 * Writes a whole step of training as one graph: the loss, its derivatives and the optimiser. With `steps` above 1 the
 * graph repeats it, batch after batch.
 *
 * @throws {NamesakeError} GRAPH_INVALID where the loss does not depend on a parameter, and from operators
 */
export function trainingProgram<P extends string, B extends string>(
  definition: TrainingDefinition<P, B>,
): TrainingProgram<P, B> {
  const { name, optimiser, steps = 1 } = definition;
  if (!Number.isInteger(steps) || steps < 1)
    throw graphError("trainingProgram", [name], "a whole number of steps from 1", `${steps}`);
  const parameters = Object.entries<readonly number[]>(definition.parameters);
  const state = [
    ...parameters.map(([parameter, shape]) => ({ name: parameter, shape })),
    ...optimiser.moments.flatMap((moment) =>
      parameters.map(([parameter, shape]) => ({ name: `${parameter}/${moment}`, shape })),
    ),
  ];
  const initial = state.map(({ name, shape }) => input(name, "float32", shape));
  const rates = input(TRAINING.rates, "float32", [steps]);
  const [count, seed] = [input(TRAINING.count, "int32", []), input(TRAINING.seed, "int32", [])];
  const batches = Object.entries<TensorType>(definition.batch).map(
    ([key, { type, shape }]) => [key, input(key, type, [steps, ...shape])] as const,
  );

  const { state: last, outputs } = loop(steps, initial, (turn, current) => {
    const batch = Object.fromEntries(batches.map(([key, all]) => [key, gather(all, turn)]));
    const done = add(count, cast(turn, "int32"));
    return trainingStep(definition, current, batch, {
      rate: gather(rates, turn),
      count: cast(add(done, 1), "float32"),
      random: new Randomness(add(seed, done)),
    });
  });
  const [losses, norms] = outputs as [Tensor, Tensor];
  const next = state.map(({ name }, i) => [nextOf(name), last[i] as Tensor] as const);
  const results = { ...Object.fromEntries(next), [TRAINING.losses]: losses, [TRAINING.norms]: norms };
  const inputs = [...initial, ...batches.map(([, all]) => all), count, seed, rates];
  return {
    ...emit(name, results, { inputs }),
    parameters: definition.parameters,
    batch: definition.batch,
    state,
    steps,
  };
}

/** One step: from the state to the next, with the loss and the length of the derivatives. */
function trainingStep<P extends string, B extends string>(
  { parameters, loss: lossOf, optimiser, clip }: TrainingDefinition<P, B>,
  state: readonly Tensor[],
  batch: Readonly<Record<string, Tensor>>,
  { rate, count, random }: { rate: Tensor; count: Tensor; random: Randomness },
): { state: Tensor[]; outputs: Tensor[] } {
  const names = Object.keys(parameters);
  const current = state.slice(0, names.length);
  const named = Object.fromEntries(names.map((name, i) => [name, current[i] as Tensor]));
  const loss = lossOf(named as Record<P, Tensor>, batch as Record<B, Tensor>, random);
  const derivatives = gradients(loss, current);
  const norm = sqrt(derivatives.map((derivative) => sum(square(derivative))).reduce((a, b) => add(a, b)));
  const share = clip === undefined ? undefined : div(clip, maximum(norm, clip));

  const update = optimiser.begin(count, rate);
  const updates = names.map((name, i) => {
    const derivative = derivatives[i] as Tensor;
    const moments = optimiser.moments.map((_, m) => state[(m + 1) * names.length + i] as Tensor);
    const shortened = share === undefined ? derivative : mul(derivative, share);
    return update(name, current[i] as Tensor, shortened, moments);
  });
  const moments = optimiser.moments.flatMap((_, m) => updates.map((one) => one.moments[m] as Tensor));
  return { state: [...updates.map(({ parameter }) => parameter), ...moments], outputs: [loss, norm] };
}
