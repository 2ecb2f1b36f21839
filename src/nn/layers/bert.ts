import { NamesakeError } from "../../errors.js";
import type { Dimension } from "../graph/dimension.js";
import { dropout } from "../graph/dropout.js";
import { add, tanh } from "../graph/elementwise.js";
import { range } from "../graph/gather.js";
import { constant, type Tensor } from "../graph/tensor.js";
import { embedding } from "./embedding.js";
import { linearLayer, widthOf } from "./linear.js";
import { normLayer } from "./norm.js";
import { firstToken } from "./pooling.js";
import type { Scope } from "./scope.js";
import { type TransformerOptions, transformer } from "./transformer.js";

export interface BertOptions extends Omit<TransformerOptions, "outputs"> {
  /** Ids go from 0 to before this. */
  vocabulary: number;
  /** Of a token's vector. */
  width: number;
  /** Rows of the table of positions. */
  positions: number;
  /** Row of the table of positions that the first token has, default 0; 2 in RoBERTa. */
  firstPosition?: number;
  /** Kinds of text in one sequence, as a text and a question; 0 = the model does not tell them apart. */
  segments: number;
}

export interface BertInputs {
  /** int32 or int64 [batch, tokens]; shorter sequences are filled up at their ends. */
  ids: Tensor;
  /** Which of them are tokens, bool [batch, tokens]; absent = all. */
  mask?: Tensor;
  /**
   * The kind of text that each token belongs to, int32 or int64 [batch, tokens]; absent = the first. Not used where the
   * model has fewer than two kinds, so that any model can be given it.
   */
  segments?: Tensor;
}

/**
 * BERT (Devlin et al. 2019, https://aclanthology.org/N19-1423), and with other options RoBERTa, DistilBERT and MiniLM.
 * Parameters: `embeddings` with `token`, `position`, `segment` and `norm`, and those of {@link transformer}; all under
 * the names that `encoderNames` gives to the tensors of such models.
 *
 * @returns [batch, tokens, width]
 * @throws {NamesakeError} SEQUENCE_TOO_LONG where the number of tokens is known; see {@link checkTokens}
 * @example
 * ```ts
 * const ids = input("ids", "int32", ["batch", "tokens"]);
 * const mask = greater(ids, 0); // 0 is padding
 * const states = bert(new Scope(), { ids, mask }, options);
 * const program = emit("encoder", { vectors: firstToken(states) }, { constants: parameters });
 * ```
 */
export function bert(scope: Scope, { ids, mask, segments }: BertInputs, options: BertOptions): Tensor {
  const { vocabulary, width, positions, firstPosition = 0, normEpsilon = 1e-12 } = options;
  const tokens = ids.shape[1] as Dimension;
  if (typeof tokens === "number") checkTokens(options, tokens);
  const part = scope.at("embeddings");
  const places = add(range(tokens), firstPosition);
  let sum = add(
    embedding(part.at("token"), ids, { rows: vocabulary, width }),
    embedding(part.at("position"), places, { rows: positions, width }),
  );
  if (options.segments > 0) {
    const kinds = options.segments > 1 && segments !== undefined ? segments : FIRST_KIND;
    sum = add(sum, embedding(part.at("segment"), kinds, { rows: options.segments, width }));
  }
  const normed = normLayer(part.at("norm"), sum, normEpsilon);
  return transformer(scope, dropout(normed, options.dropout ?? 0, scope.random), mask, options);
}

const FIRST_KIND = constant(Int32Array.of(0));

/**
 * The most tokens of one sequence, those that are special included.
 *
 * @example
 * ```ts
 * maxTokens({ positions: 514, firstPosition: 2 }); // 512, RoBERTa
 * ```
 */
export const maxTokens = ({ positions, firstPosition = 0 }: Places): number => positions - firstPosition;

type Places = Pick<BertOptions, "positions" | "firstPosition">;

/**
 * Refuses a sequence that is longer than the table of positions. Graphs whose lengths are not known when they are built
 * cannot do it, so call it before they are run.
 *
 * @param tokens of the longest sequence of a batch
 * @throws {NamesakeError} SEQUENCE_TOO_LONG
 */
export function checkTokens(options: Places, tokens: number): void {
  const most = maxTokens(options);
  if (tokens > most) throw new NamesakeError("SEQUENCE_TOO_LONG", { tokens, most });
}

/**
 * BERT's vector of a whole text: of the first token, through a layer that was trained to tell whether one text follows
 * another. Parameters: `pooler.weight` and `pooler.bias`.
 *
 * @param states [batch, tokens, width]
 * @returns [batch, width]
 */
export const pooled = (scope: Scope, states: Tensor): Tensor =>
  tanh(linearLayer(scope.at("pooler"), firstToken(states), widthOf("pooled", states)));

/**
 * A vector of a text of another length, or scores of it: of {@link pooled}, as BLINK makes them for its cross-encoder
 * (Wu et al. 2020, https://aclanthology.org/2020.emnlp-main.519; its bi-encoder uses `firstToken`). Parameters: those of
 * the pooler, `projection.weight` and `projection.bias`.
 *
 * @param states [batch, tokens, width]
 * @param options `dropout` is the share of the numbers that is dropped in training
 * @returns [batch, outputs]
 */
export function projected(
  scope: Scope,
  states: Tensor,
  outputs: number,
  options: { dropout?: number } = {},
): Tensor {
  const kept = dropout(pooled(scope, states), options.dropout ?? 0, scope.random);
  return linearLayer(scope.at("projection"), kept, outputs);
}
