import { NamesakeError } from "../../errors.js";
import { evaluateDimension } from "../graph/dimension.js";
import { Randomness } from "../graph/dropout.js";
import { formatShape, isStatic, type Shape } from "../graph/shape.js";
import { input, type Tensor, type TensorType } from "../graph/tensor.js";
import { sizeOf } from "../onnx.js";
import { nearest } from "../weights/nearest.js";
import { initialNumbers } from "./initial.js";
import { type ParameterSpec, Scope } from "./scope.js";

/** What can be trained: the numbers of a batch, and the loss they give. */
export interface Model<B extends string = string> {
  /** For messages. */
  readonly name: string;
  /**
   * What a batch holds. Lengths that differ from batch to batch have names, "batch" or "tokens"; when `loss` is called
   * to build a graph for training they have become numbers.
   */
  readonly batch: Readonly<Record<B, TensorType>>;
  /** Makes the loss of a batch, float32 of shape []; or the loss with further numbers to be watched. */
  loss(scope: Scope, batch: Readonly<Record<B, Tensor>>): Tensor | Losses;
}

/** A loss, and what else is to be known of a batch. */
export interface Losses {
  loss: Tensor;
  /** Float32 of shape [], by their names: the share of right answers. */
  measures?: Readonly<Record<string, Tensor>>;
}

/** What a batch holds of whole numbers: `int32("batch", "tokens")`. */
export const int32 = (...shape: Shape): TensorType => ({ type: "int32", shape });

/** What a batch holds of other numbers: `float32("batch", 512)`. */
export const float32 = (...shape: Shape): TensorType => ({ type: "float32", shape });

/** Lengths by their names: `{ batch: 64, tokens: 32 }`. */
export type Lengths = Readonly<Record<string, number>>;

/** Puts numbers in place of the names of lengths. */
export function bindShape(shape: Shape, lengths: Lengths): Shape {
  const known = new Map(Object.entries(lengths));
  return shape.map((dimension) => evaluateDimension(dimension, known) ?? dimension);
}

/** The inputs of a model for batches of the given lengths. */
export function batchInputs<B extends string>(model: Model<B>, lengths: Lengths): Record<B, Tensor> {
  const inputs = Object.entries<TensorType>(model.batch).map(([name, { type, shape }]) => [
    name,
    input(name, type, bindShape(shape, lengths)),
  ]);
  return Object.fromEntries(inputs) as Record<B, Tensor>;
}

/** The loss and the measures of a model, whichever way it gives them. */
export function lossesOf<B extends string>(
  model: Model<B>,
  scope: Scope,
  batch: Readonly<Record<B, Tensor>>,
): Required<Losses> {
  const made = model.loss(scope, batch);
  return "loss" in made ? { measures: {}, ...made } : { loss: made, measures: {} };
}

/**
 * Which parameters a model has: its loss is built once, and what it asks for is noted.
 *
 * @param lengths absent = 1 for all names
 */
export function parametersOf(model: Model, lengths?: Lengths): ReadonlyMap<string, ParameterSpec> {
  const scope = new Scope({ random: new Randomness(input("seed", "int32", [])) });
  lossesOf(model, scope, batchInputs(model, lengths ?? allOnes(model)));
  return scope.parameters;
}

function allOnes({ batch }: Model): Lengths {
  const names = Object.values(batch).flatMap(({ shape }) =>
    shape.filter((dimension) => typeof dimension === "string"),
  );
  return Object.fromEntries(names.map((name) => [name, 1]));
}

/** Numbers of parameters by name. */
export type Parameters = ReadonlyMap<string, Float32Array>;

/**
 * The numbers that training begins with.
 *
 * @param given numbers that are known, from weights that were loaded; all others are drawn
 * @throws {NamesakeError} PARAMETER_UNKNOWN where numbers are given for what the model does not have,
 * PARAMETER_MISMATCH where they are of another size
 */
export function initialParameters(
  specs: ReadonlyMap<string, ParameterSpec>,
  seed: number,
  given: Parameters = new Map(),
): Map<string, Float32Array> {
  const numbers = new Map<string, Float32Array>();
  const unknown = [...given.keys()].find((name) => !specs.has(name));
  if (unknown !== undefined) {
    const near = [...nearest(unknown, specs.keys(), 3), ...specs.keys()].slice(0, 3).join(", ");
    throw new NamesakeError("PARAMETER_UNKNOWN", { match: unknown, nearest: near });
  }
  for (const [name, spec] of specs) {
    const known = given.get(name);
    const size = sizeOf(spec.shape);
    if (known !== undefined && known.length !== size)
      throw new NamesakeError("PARAMETER_MISMATCH", {
        parameter: name,
        expected: `${size} numbers, ${formatShape(spec.shape)}`,
        found: `${known.length}`,
      });
    numbers.set(name, known === undefined ? initialNumbers(name, spec, seed) : Float32Array.from(known));
  }
  return numbers;
}

/** The lengths that a batch has, found by comparing its shapes with those of the model. */
export function lengthsOf<B extends string>(
  model: Model<B>,
  batch: Readonly<Record<B, { dims: readonly number[] }>>,
): Lengths {
  const lengths: Record<string, number> = {};
  for (const [name, { shape }] of Object.entries<TensorType>(model.batch)) {
    const dims = batch[name as B]?.dims;
    const fits =
      dims?.length === shape.length &&
      shape.every((dimension, axis) => {
        const length = dims[axis] as number;
        if (typeof dimension === "number") return dimension === length;
        lengths[dimension] ??= length;
        return lengths[dimension] === length;
      });
    if (!fits) {
      const bound = bindShape(shape, lengths);
      const expected = formatShape(isStatic(bound) ? bound : shape);
      const found = dims === undefined ? "nothing" : formatShape(dims);
      throw new NamesakeError("FEED_INVALID", { model: model.name, input: name, expected, found });
    }
  }
  return lengths;
}
