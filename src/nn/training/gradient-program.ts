import { Randomness } from "../graph/dropout.js";
import { emit, type Pass, type Program } from "../graph/emit.js";
import { derivativesBy } from "../graph/gradients.js";
import { graphError, input, type Tensor } from "../graph/tensor.js";
import { batchInputs, type Lengths, lossesOf, type Model } from "../layers/model.js";
import { type ParameterSpec, Scope } from "../layers/scope.js";

/** Inputs and outputs of a program beside parameters and batch. */
export const NAMES = {
  /** int32 []: where the random numbers of a step start. */
  seed: "training/seed",
  /** float32 []. */
  loss: "training/loss",
  measure: (name: string) => `measure/${name}`,
  derivative: (parameter: string) => `derivative/${parameter}`,
  /** Of a lookup: which rows, and the derivatives by them. */
  indices: (lookup: number) => `lookup/${lookup}/indices`,
  rows: (lookup: number) => `lookup/${lookup}/rows`,
} as const;

/** From parameters and a batch to the loss and its derivatives; what is done with these is up to the caller. */
export interface GradientProgram extends Program {
  readonly parameters: ReadonlyMap<string, ParameterSpec>;
  /** Parameters by which the derivative is an output, under {@link NAMES.derivative}. */
  readonly dense: readonly string[];
  /** The table of each lookup, in the order of the outputs {@link NAMES.rows}. */
  readonly lookups: readonly string[];
  readonly measures: readonly string[];
}

export interface GradientOptions {
  /** Parameters by which no derivative is taken. */
  frozen?: ReadonlySet<string>;
  /** Takes derivatives by whole tables also where only rows are used, as optimisers on devices need them. */
  wholeTables?: boolean;
  passes?: readonly Pass[];
}

/**
 * Writes a model's loss and its derivatives for batches of given lengths.
 *
 * @throws {NamesakeError} GRAPH_INVALID where the loss does not depend on a parameter, and from operators
 */
export function gradientProgram<B extends string>(
  model: Model<B>,
  lengths: Lengths,
  { frozen = new Set(), wholeTables = false, passes = [] }: GradientOptions = {},
): GradientProgram {
  const seed = input(NAMES.seed, "int32", []);
  const scope = new Scope({ random: new Randomness(seed) });
  const batch = batchInputs(model, lengths);
  const { loss, measures } = lossesOf(model, scope, batch);

  const lookedUp = wholeTables ? [] : scope.lookups.filter(({ table }) => !frozen.has(table));
  const tables = new Set(lookedUp.map(({ table }) => table));
  const whole = [...scope.tensors].filter(([name]) => !frozen.has(name) && !tables.has(name));
  if (whole.length + lookedUp.length === 0)
    throw graphError("gradientProgram", [model.name], "a parameter to train", "none, or all frozen");
  const all = [...whole.map(([, tensor]) => tensor), ...lookedUp.map(({ rows }) => rows)];
  const found = derivativesBy(loss, all);
  const dense = whole.map(([name], i) => ({ name, derivative: found[i] }));
  // Rows may be looked up for a measure alone; some of a table's have to lead to the loss.
  const lookups = lookedUp
    .map((lookup, i) => ({ ...lookup, derivative: found[whole.length + i] }))
    .filter(({ derivative }) => derivative !== undefined);
  const trained = new Set(lookups.map(({ table }) => table));
  const idle = [
    ...dense.filter(({ derivative }) => derivative === undefined).map(({ name }) => name),
    ...tables,
  ].find((name) => !trained.has(name));
  if (idle !== undefined)
    throw graphError(
      "gradientProgram",
      [loss],
      `a loss that depends on the parameter "${idle}"`,
      "one that does not",
    );
  const outputs = [
    [NAMES.loss, loss],
    ...Object.entries(measures).map(([name, measure]) => [NAMES.measure(name), measure]),
    ...dense.map(({ name, derivative }) => [NAMES.derivative(name), derivative]),
    ...lookups.flatMap(({ indices, derivative }, i) => [
      [NAMES.indices(i), indices],
      [NAMES.rows(i), derivative],
    ]),
  ] as [string, Tensor][];
  // A batch is fed whole, whether or not the loss uses all of it.
  const inputs = [...scope.tensors.values(), ...Object.values<Tensor>(batch), seed];
  return {
    ...emit(model.name, Object.fromEntries(outputs), { inputs, passes }),
    parameters: scope.parameters,
    dense: dense.map(({ name }) => name),
    lookups: lookups.map(({ table }) => table),
    measures: Object.keys(measures),
  };
}

/** From parameters and a batch to the loss and the measures, without dropout: for data that are not trained on. */
export function lossProgram<B extends string>(model: Model<B>, lengths: Lengths): Program {
  const scope = new Scope();
  const batch = batchInputs(model, lengths);
  const { loss, measures } = lossesOf(model, scope, batch);
  const watched = Object.entries(measures).map(([name, measure]) => [NAMES.measure(name), measure] as const);
  const inputs = [...scope.tensors.values(), ...Object.values<Tensor>(batch)];
  return emit(model.name, { [NAMES.loss]: loss, ...Object.fromEntries(watched) }, { inputs });
}
