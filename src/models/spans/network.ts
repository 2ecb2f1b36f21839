import { greater, less } from "../../nn/graph/compare.js";
import type { Dimension } from "../../nn/graph/dimension.js";
import { dropout } from "../../nn/graph/dropout.js";
import { range } from "../../nn/graph/gather.js";
import { concat, unsqueeze } from "../../nn/graph/layout.js";
import { binaryCrossEntropy } from "../../nn/graph/losses.js";
import { input, scalar, type Tensor } from "../../nn/graph/tensor.js";
import { embedding } from "../../nn/layers/embedding.js";
import { bidirectionalLstm } from "../../nn/layers/lstm.js";
import { float32, int32, type Model } from "../../nn/layers/model.js";
import { meanOverSpans } from "../../nn/layers/pooling.js";
import { Scope } from "../../nn/layers/scope.js";
import { spanScores } from "../../nn/layers/spans.js";
import { SHAPES } from "../../text/word-shape.js";
import { towerVectors } from "../encoders/network.js";
import type { TrunkSettings, VectorSettings } from "../encoders/settings.js";
import { trunkStates, trunkWidth } from "../encoders/trunk.js";
import type { SpanHeadSettings } from "./settings.js";

/** What a model of spans is made of. */
export interface SpanSizes {
  trunk: TrunkSettings;
  head: SpanHeadSettings;
  /** Whether the trunk stays as it is in training: then nothing of it is dropped either. */
  frozen?: boolean;
  /** Share of numbers that is dropped in training, default 0. */
  dropout?: number;
}

/** Windows of texts, side by side. */
export interface SpanInputs {
  /** int32 [batch, tokens], filled up at their ends. */
  ids: Tensor;
  /** How many of them are tokens, int32 [batch]. */
  lengths: Tensor;
  /** First token of each word, int32 [batch, words]. */
  starts: Tensor;
  /** The token after the last of each. */
  ends: Tensor;
  /** How each is written, int32 [batch, words]; 0 = there is no word. */
  shapes: Tensor;
}

/** Where a model has the parameters of its trunk, as a bi-encoder of one trunk has them. */
export const TRUNK = "trunk";

/** The states of the tokens of windows, [batch, tokens, width]. */
function windowStates(
  scope: Scope,
  { ids, lengths }: SpanInputs,
  { trunk, frozen = false, dropout }: SpanSizes,
): Tensor {
  const mask = less(range(ids.shape[1] as Dimension), unsqueeze(lengths, 1));
  return trunkStates(scope.at(TRUNK), ids, mask, trunk, frozen ? 0 : dropout);
}

/**
 * How likely each span of words is a mention, to be made probabilities by a sigmoid: the span head of Li et al. 2020
 * (https://arxiv.org/abs/2010.02413), over words instead of tokens. A word is the mean of its tokens, with how it is written beside it.
 * No span can cut a word then; of 28,598 mentions that people marked in news and on web pages, none does.
 *
 * @returns [batch, words, most words of a span]; also of spans that reach beyond the words
 */
function wordSpanScores(
  scope: Scope,
  states: Tensor,
  { starts, ends, shapes }: SpanInputs,
  { head, dropout: rate = 0 }: SpanSizes,
): Tensor {
  const means = meanOverSpans(states, starts, ends);
  const dropped = (x: Tensor) => dropout(x, rate, scope.random);
  const words =
    head.shapeWidth === 0
      ? means
      : concat([means, embedding(scope.at("shapes"), shapes, { rows: SHAPES, width: head.shapeWidth })], 2);
  const read =
    head.width === 0
      ? words
      : bidirectionalLstm(scope.at("lstm"), dropped(words), head.width, greater(shapes, scalar(0, "int32")));
  return spanScores(scope.at("spans"), dropped(read), head.words);
}

/** Of a batch for training: windows, and of each span of words whether it is a mention and how much that counts. */
export type SpanFeed = keyof SpanInputs | "targets" | "weights";

const INPUTS = {
  ids: int32("batch", "tokens"),
  lengths: int32("batch"),
  starts: int32("batch", "words"),
  ends: int32("batch", "words"),
  shapes: int32("batch", "words"),
} as const;

/** A model of spans to be trained, by the cross-entropy of yes and no over all spans. */
export function spanTrainingModel(sizes: SpanSizes): Model<SpanFeed> {
  const grid = float32("batch", "words", sizes.head.words);
  return {
    name: "spans",
    batch: { ...INPUTS, targets: grid, weights: grid },
    loss(scope, batch) {
      const states = windowStates(scope, batch, sizes);
      return binaryCrossEntropy(wordSpanScores(scope, states, batch, sizes), batch.targets, batch.weights);
    },
  };
}

/** A model to be used. */
export interface SpanGraph {
  scope: Scope;
  /** The parameters apart. */
  inputs: Readonly<Record<string, Tensor>>;
  outputs: Readonly<Record<string, Tensor>>;
}

const graphInputs = (): Record<keyof SpanInputs, Tensor> =>
  Object.fromEntries(
    Object.entries(INPUTS).map(([name, { type, shape }]) => [name, input(name, type, shape)]),
  ) as Record<keyof SpanInputs, Tensor>;

/**
 * A model of spans to be used, of windows of any length.
 *
 * @param states whether it gives the states of the tokens too, of which {@link spanVectorGraph} makes vectors
 * @returns with the outputs `scores` [batch, words, most words of a span], and `states`
 */
export function spanGraph(sizes: SpanSizes, states: boolean): SpanGraph {
  const scope = new Scope();
  const inputs = graphInputs();
  const made = windowStates(scope, inputs, sizes);
  const scores = wordSpanScores(scope, made, inputs, sizes);
  return { scope, inputs, outputs: states ? { scores, states: made } : { scores } };
}

/**
 * The vectors of mentions, of states that are there already: what a bi-encoder makes of spans with its mention tower.
 *
 * @returns with the inputs `states` [batch, tokens, width], `lengths` [batch], and `starts` and `ends` of spans in tokens [batch,
 * spans]; and the output `vectors` [batch, spans, numbers]
 */
export function spanVectorGraph(trunk: TrunkSettings, vectors: VectorSettings): SpanGraph {
  const scope = new Scope();
  const inputs = {
    states: input("states", "float32", ["batch", "tokens", trunkWidth(trunk)]),
    lengths: input("lengths", "int32", ["batch"]),
    starts: input("starts", "int32", ["batch", "spans"]),
    ends: input("ends", "int32", ["batch", "spans"]),
  };
  const { states, lengths } = inputs;
  const mask = less(range(states.shape[1] as Dimension), unsqueeze(lengths, 1));
  return {
    scope,
    inputs,
    outputs: { vectors: towerVectors(scope, "mention", { states, mask }, inputs, vectors) },
  };
}
