import { NamesakeError } from "../errors.js";
import type { Parameters } from "../nn/layers/model.js";
import { USE_LITE } from "../nn/layers/use-lite.js";
import { sizeOf } from "../nn/onnx.js";
import { CONSTANTS, FOLDED, PACKAGE, type UseLiteWeights, VARIABLES } from "./use-lite.js";

/**
 * The weights of the Universal Sentence Encoder Lite as parameters of the layer `useLite`, to train it further.
 *
 * @param weights as `readWeights` reads them from the package
 * @throws {NamesakeError} ENCODER_MISSING where a weight is missing or has an unexpected size
 * @example
 * ```ts
 * const scope = new Scope();
 * const vectors = useLite(scope, input("ids", "int32", ["batch", "tokens"]));
 * const numbers = initialParameters(scope.parameters, seed, useLiteParameters(await readWeights()));
 * ```
 */
export function useLiteParameters(weights: UseLiteWeights): Parameters {
  const { vocabulary, width, outputs, layers } = USE_LITE;
  const get: Get = (name, ...shape) => {
    const found = weights.get(name);
    if (found?.length !== sizeOf(shape))
      throw new NamesakeError("ENCODER_MISSING", { why: `${PACKAGE} has no usable weights "${name}"` });
    return found;
  };
  const last = "module/Encoder_en/hidden_layers/tanh_layer_0";
  return new Map([
    // The original adds a token's vector once before and once with the positions.
    ["tokens.weight", get("module/Embeddings_en", vocabulary, width).map((value) => 2 * value)],
    ...Array.from({ length: layers }, (_, i) => layerParameters(get, i)).flat(),
    ["out.weight", transposed(get(`${last}/weights`, outputs, outputs), outputs)],
    ["out.bias", get(`${last}/bias`, outputs)],
  ]);
}

/** Weights by their name in the package. */
type Get = (name: string, ...shape: number[]) => Float32Array;

type Entry = [name: string, numbers: Float32Array];

/** The parameters of one layer; the first widens what it is given. */
function layerParameters(get: Get, layer: number): Entry[] {
  const { outputs, inner } = USE_LITE;
  const width = layer === 0 ? USE_LITE.width : outputs;
  const [constants, variables, folded] = [CONSTANTS, VARIABLES, FOLDED].map(
    (scope) => `${scope}/Layer_${layer}/TransformerLayer`,
  );
  const constant = (name: string, ...shape: number[]) =>
    get(`${constants}/${name}/ConcatPartitions/concat`, ...shape);
  const norm = (target: string, name: string, size: number): Entry[] => [
    [`${target}.weight`, constant(`${name}/layer_norm_scale`, size)],
    [`${target}.bias`, constant(`${name}/layer_norm_bias`, size)],
  ];
  const linear = (target: string, kernel: Float32Array, bias: Float32Array): Entry[] => [
    [`${target}.weight`, transposed(kernel, kernel.length / bias.length)],
    [`${target}.bias`, bias],
  ];
  // Queries, keys and values are the columns of one kernel.
  const qkv = "MultiheadAttention/qkv_transform_single";
  const rows = transposed(get(`${variables}/${qkv}/kernel/part_0`, width, 3 * width), width);
  const biases = constant(`${qkv}/bias`, 3 * width);
  const third = (part: number, numbers: Float32Array) =>
    numbers.slice((part * numbers.length) / 3, ((part + 1) * numbers.length) / 3);
  const mixed = "MultiheadAttention/output_transform_single";

  const entries: Entry[] = [
    ...norm("attention.norm", "layer_prepostprocess/layer_norm", width),
    ...["query", "key", "value"].flatMap((name, part): Entry[] => [
      [`attention.${name}.weight`, third(part, rows)],
      [`attention.${name}.bias`, third(part, biases)],
    ]),
    ...linear(
      "attention.output",
      get(`${variables}/${mixed}/kernel/part_0`, width, outputs),
      constant(`${mixed}/bias`, outputs),
    ),
    ...(width === outputs
      ? []
      : linear(
          "attention.residual",
          constant("dense/kernel", width, outputs),
          constant("dense/bias", outputs),
        )),
    ...norm("feedForward.norm", "FFN/layer_prepostprocess/layer_norm", outputs),
    ...linear(
      "feedForward.inner",
      get(`${folded}/FFN/conv1/Tensordot/Reshape_1`, outputs, inner),
      constant("FFN/conv1/bias", inner),
    ),
    ...linear(
      "feedForward.outer",
      get(`${folded}/FFN/conv2/Tensordot/Reshape_1`, inner, outputs),
      constant("FFN/conv2/bias", outputs),
    ),
  ];
  return entries.map(([name, numbers]) => [`layers.${layer}.${name}`, numbers]);
}

/** A matrix of TensorFlow, [from, to], as PyTorch has it, [to, from]. */
function transposed(kernel: Float32Array, from: number): Float32Array {
  const to = kernel.length / from;
  const result = new Float32Array(kernel.length);
  for (let row = 0; row < from; row++)
    for (let column = 0; column < to; column++)
      result[column * from + row] = kernel[row * to + column] as number;
  return result;
}
