import { NamesakeError } from "../../errors.js";
import { formatShape } from "../graph/shape.js";
import { TRAINING } from "../graph/training.js";
import { type Lengths, lengthsOf, type Model } from "../layers/model.js";
import { elementType, type Tensor, type TensorData } from "../onnx.js";
import { type Batch, checkBatches } from "./stepper.js";

/** The batches of each step. */
type Steps<B extends string> = readonly (readonly Batch<B>[])[];

/** Stand among the lengths by which sessions are kept. */
export const [STEPS, ACCUMULATE] = ["steps a run", "batches a step"] as const;

/**
 * The lengths of a training program for some steps, with their number and that of their batches.
 *
 * @throws {NamesakeError} FEED_INVALID where they are not of equal numbers of batches, or do not fit the model
 */
export function lengthsOfSteps<B extends string>(model: Model<B>, steps: Steps<B>): Lengths {
  const [first = []] = steps;
  for (const batches of [first, ...steps]) {
    checkBatches(model.name, batches);
    if (batches.length !== first.length)
      throw new NamesakeError("FEED_INVALID", {
        model: model.name,
        input: "batches",
        expected: `${first.length} for each step, as for the first`,
        found: `${batches.length}`,
      });
  }
  const { inputs } = first[0] as Batch<B>;
  return { ...lengthsOf(model, inputs), [STEPS]: steps.length, [ACCUMULATE]: first.length };
}

/**
 * The batches of some steps as a training program takes them: along two new first axes, [steps, batches a step, ...].
 *
 * @param seedOf where the random numbers of a batch start
 * @throws {NamesakeError} FEED_INVALID where they are not of one shape
 */
export function stepFeeds<B extends string>(
  model: Model<B>,
  steps: Steps<B>,
  seedOf: (step: number, place: number) => number,
): Record<string, Tensor | TensorData> {
  const seeds = steps.flatMap((batches, step) => batches.map(({ place }, i) => seedOf(step, place ?? i)));
  const shares = steps.flatMap((batches) => {
    const all = batches.reduce((sum, { examples }) => sum + examples, 0);
    return batches.map(({ examples }) => examples / all);
  });
  const batches = steps.flat();
  const axes = [steps.length, batches.length / steps.length];
  const inputs = (Object.keys(model.batch) as B[]).map((input) => {
    const tensors = batches.map(({ inputs }) => inputs[input]);
    const { dims, data } = stacked(model, input, tensors);
    return [input, { dims: [...axes, ...dims], data }] as const;
  });
  return {
    ...Object.fromEntries(inputs),
    [TRAINING.seeds]: Int32Array.from(seeds),
    [TRAINING.shares]: Float32Array.from(shares),
  };
}

/** The numbers of tensors of one shape, one tensor after the other, with that shape; a single one is not copied. */
function stacked({ name }: Model, input: string, tensors: readonly Tensor[]): Tensor {
  const [first] = tensors as [Tensor];
  if (tensors.length === 1) return first;
  const size = first.data.length;
  const data = new (first.data.constructor as Float32ArrayConstructor)(tensors.length * size);
  const expected = described(first);
  tensors.forEach((tensor, i) => {
    const found = described(tensor);
    if (found !== expected)
      throw new NamesakeError("FEED_INVALID", {
        model: name,
        input,
        expected: `batches of one shape and type, ${expected}`,
        found,
      });
    data.set(tensor.data as Float32Array, i * size);
  });
  return { dims: first.dims, data };
}

const described = ({ data, dims }: Tensor): string => elementType(data) + formatShape(dims);
