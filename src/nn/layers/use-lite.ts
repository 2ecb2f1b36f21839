import type { Dimension } from "../graph/dimension.js";
import { dropout } from "../graph/dropout.js";
import { add, tanh } from "../graph/elementwise.js";
import { gather, range } from "../graph/gather.js";
import { unitLength } from "../graph/normalise.js";
import { constant, type Tensor } from "../graph/tensor.js";
import { paddingBias } from "./attention.js";
import { checkTokens } from "./bert.js";
import { embedding } from "./embedding.js";
import { linearLayer } from "./linear.js";
import { meanOverTokens } from "./pooling.js";
import type { Scope } from "./scope.js";
import { transformerLayer } from "./transformer.js";

/** The sizes of the Universal Sentence Encoder Lite. */
export const USE_LITE = {
  vocabulary: 8002,
  /** Of a token's vector; the first layer widens it to the other. */
  width: 256,
  /** Numbers of a text's vector. */
  outputs: 512,
  /** The most tokens of a text. */
  positions: 128,
  layers: 2,
  heads: 4,
  inner: 1536,
  normEpsilon: 1e-6,
} as const;

export interface UseLiteOptions {
  /** Shares that are dropped in training, both 0 if absent: of the numbers of each part, and of the attention. */
  dropout?: number;
  attentionDropout?: number;
}

/**
 * The Universal Sentence Encoder Lite (Cer et al. 2018, https://arxiv.org/abs/1803.11175): two layers of a transformer
 * with norms before the parts, the mean over the tokens, and one layer with tanh. Parameters: those of
 * {@link useLiteStates}, `out.weight` and `out.bias`.
 *
 * @param ids int32 or int64 [batch, tokens]
 * @param mask which of them are tokens, bool [batch, tokens]; absent = all
 * @returns vectors of unit length, [batch, 512]
 * @throws {NamesakeError} SEQUENCE_TOO_LONG where the number of tokens is known and above 128
 */
export function useLite(scope: Scope, ids: Tensor, mask?: Tensor, options: UseLiteOptions = {}): Tensor {
  const states = useLiteStates(scope, ids, mask, options);
  return unitLength(tanh(linearLayer(scope.at("out"), meanOverTokens(states, mask), USE_LITE.outputs)));
}

/**
 * What {@link useLite} makes of each token. Parameters: `tokens.weight` and those of `transformerLayer` under `layers.0` and
 * `layers.1`.
 *
 * @returns [batch, tokens, 512]
 * @throws {NamesakeError} SEQUENCE_TOO_LONG where the number of tokens is known and above 128
 */
export function useLiteStates(
  scope: Scope,
  ids: Tensor,
  mask?: Tensor,
  options: UseLiteOptions = {},
): Tensor {
  const { vocabulary, width, layers, positions } = USE_LITE;
  const tokens = ids.shape[1] as Dimension;
  if (typeof tokens === "number") checkTokens(USE_LITE, tokens);
  const places = gather(constant(waves(positions, width), [positions, width]), range(tokens));
  const words = embedding(scope.at("tokens"), ids, { rows: vocabulary, width });
  let states = dropout(add(words, places), options.dropout ?? 0, scope.random);
  const bias = mask === undefined ? undefined : paddingBias(mask);
  for (let i = 0; i < layers; i++)
    states = transformerLayer(scope.at("layers").at(i), states, bias, {
      ...USE_LITE,
      ...options,
      activation: "relu",
      norm: "before",
    });
  return states;
}

/** The longest wave has this many times the length of the shortest. */
const LONGEST = 1e4;

/**
 * Positions as sines, then cosines, of wave lengths that grow evenly in their logarithm (Vaswani et al. 2017, section
 * 3.5).
 *
 * @returns row-major, [positions, width]
 */
function waves(positions: number, width: number): Float32Array {
  const half = width / 2;
  const table = new Float32Array(positions * width);
  for (let position = 0; position < positions; position++)
    for (let i = 0; i < half; i++) {
      const angle = position * LONGEST ** (-i / (half - 1));
      table[position * width + i] = Math.sin(angle);
      table[position * width + half + i] = Math.cos(angle);
    }
  return table;
}
