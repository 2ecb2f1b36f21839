import { and, greaterOrEqual, less } from "../../nn/graph/compare.js";
import type { Dimension } from "../../nn/graph/dimension.js";
import { add, mul } from "../../nn/graph/elementwise.js";
import { range } from "../../nn/graph/gather.js";
import { flatten, reshape, unsqueeze } from "../../nn/graph/layout.js";
import { sum } from "../../nn/graph/reduce.js";
import { input, type Tensor, type TensorType } from "../../nn/graph/tensor.js";
import { int32, type Model } from "../../nn/layers/model.js";
import { Scope } from "../../nn/layers/scope.js";
import { type ComparedTexts, comparison } from "./cross-comparison.js";
import { ANSWERS, answersLoss } from "./cross-loss.js";
import type { UpperDefinition } from "./cross-settings.js";
import {
  type BiEncoderSizes,
  learnedScale,
  type Sequences,
  type Side,
  towerStates,
  towerVectors,
} from "./network.js";

/** What a cross-encoder is made of whose lower part is a bi-encoder. */
export type UpperSizes = BiEncoderSizes & Pick<UpperDefinition, "head">;

/** Of a batch: a window for each mention, and its candidates. */
export type UpperFeed =
  | "ids"
  | "lengths"
  | "starts"
  | "ends"
  | "entityIds"
  | "entityLengths"
  | "entityStarts"
  | "entityEnds";

/** All filled up at their ends; what starts and ends are the mention and the name. */
const feeds = (candidates: Dimension): Readonly<Record<UpperFeed, TensorType>> => ({
  ids: int32("mentions", "tokens"),
  lengths: int32("mentions"),
  starts: int32("mentions"),
  ends: int32("mentions"),
  entityIds: int32("mentions", candidates, "entityTokens"),
  entityLengths: int32("mentions", candidates),
  entityStarts: int32("mentions", candidates),
  entityEnds: int32("mentions", candidates),
});

/**
 * How well the candidates of mentions fit them: what a bi-encoder says, and added to it what is seen when window and entity attend to
 * each other (`comparison`, under `upper`). The lower part is the bi-encoder's, token by token, so that training begins with its
 * scores and a window is read once for all its candidates (a decomposed transformer: Cao et al. 2020, "DeFormer",
 * https://arxiv.org/abs/2005.00697).
 *
 * @returns [mentions, candidates]
 */
export function upperScores(
  scope: Scope,
  batch: Readonly<Record<UpperFeed, Tensor>>,
  sizes: UpperSizes,
): Tensor {
  const [mentions, candidates] = batch.entityIds.shape as [Dimension, Dimension, Dimension];
  const window = tower(scope, "mention", batch, [mentions, 1], sizes);
  const written = {
    ids: flatten(batch.entityIds, 0, 1),
    lengths: flatten(batch.entityLengths, 0, 1),
    starts: flatten(batch.entityStarts, 0, 1),
    ends: flatten(batch.entityEnds, 0, 1),
  };
  const entities = tower(scope, "entity", written, [mentions, candidates], sizes);
  const products = sum(mul(window.vectors, entities.vectors), { axes: [2] });
  const { head, dropout } = sizes;
  const seen = comparison(scope.at("upper"), window, entities, {
    ...head,
    ...(dropout === undefined ? {} : { dropout }),
  });
  return add(mul(products, learnedScale(scope)), seen);
}

/**
 * What one tower of the bi-encoder makes of texts.
 *
 * @param by mentions, and texts of each
 */
function tower(
  scope: Scope,
  side: Side,
  { ids, lengths, starts, ends }: Sequences,
  by: readonly [Dimension, Dimension],
  sizes: UpperSizes,
): ComparedTexts & { vectors: Tensor } {
  const { states, mask } = towerStates(scope, side, { ids, lengths }, sizes);
  const [, tokens, width] = states.shape as [Dimension, Dimension, Dimension];
  const spans = { starts: unsqueeze(starts, 1), ends: unsqueeze(ends, 1) };
  const places = range(tokens);
  const named = and(greaterOrEqual(places, spans.starts), less(places, spans.ends));
  const vectors = towerVectors(scope, side, { states, mask }, spans, sizes.vectors);
  return {
    states: reshape(states, [...by, tokens, width]),
    mask: reshape(mask, [...by, tokens]),
    named: reshape(named, [...by, tokens]),
    vectors: reshape(vectors, [...by, vectors.shape[2] as Dimension]),
  };
}

/**
 * A cross-encoder to be trained: of the candidates of a mention, its own entity is to have the highest score.
 *
 * @param candidates of a mention, at most
 */
export const upperModel = (
  sizes: UpperSizes,
  candidates: number,
): Model<UpperFeed | keyof typeof ANSWERS> => ({
  name: "cross-encoder",
  batch: { ...feeds(candidates), ...ANSWERS },
  loss: (scope, batch) => answersLoss(upperScores(scope, batch, sizes), batch),
});

/**
 * A cross-encoder to be used, of windows and entities of any length.
 *
 * @returns its inputs, the parameters apart, and its output `scores`, [mentions, candidates]
 */
export function upperGraph(sizes: UpperSizes) {
  const scope = new Scope();
  const inputs = Object.fromEntries(
    Object.entries(feeds("candidates")).map(([name, { type, shape }]) => [name, input(name, type, shape)]),
  ) as Record<UpperFeed, Tensor>;
  return { scope, inputs, outputs: { scores: upperScores(scope, inputs, sizes) } };
}
