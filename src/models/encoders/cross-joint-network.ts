import { and, cast, greaterOrEqual, less, or } from "../../nn/graph/compare.js";
import type { Dimension } from "../../nn/graph/dimension.js";
import { add, mul } from "../../nn/graph/elementwise.js";
import { range } from "../../nn/graph/gather.js";
import { flatten, reshape, slice, squeeze } from "../../nn/graph/layout.js";
import { sum } from "../../nn/graph/reduce.js";
import { input, type Tensor } from "../../nn/graph/tensor.js";
import { projected } from "../../nn/layers/bert.js";
import { int32, type Model } from "../../nn/layers/model.js";
import { firstToken, meanOverSpans } from "../../nn/layers/pooling.js";
import { Scope } from "../../nn/layers/scope.js";
import { ANSWERS, answersLoss } from "./cross-loss.js";
import { scoreLayer } from "./cross-score-layer.js";
import type { JointDefinition } from "./cross-settings.js";
import { CROSS_PARTS, type CrossPart } from "./cross-tokens.js";
import { learnedScale, type Side, towerVectors } from "./network.js";
import { trunkStates } from "./trunk.js";

/** What a cross-encoder is made of all of whose layers read mention and entity together. */
export type JointSizes = Pick<JointDefinition, "trunk" | "head"> & {
  /** Share of numbers that is dropped in training, default 0. */
  dropout?: number;
};

/** Sequences of mention and entity, see `crossTokens`. */
export interface JointSequences {
  /** int32 [batch, tokens], filled up at their ends. */
  ids: Tensor;
  /** First token of each part, in the order of {@link CROSS_PARTS}: int32 [batch, 4]. */
  starts: Tensor;
  /** The token after the last of each, int32 [batch, 4]. */
  ends: Tensor;
}

const COUNT = CROSS_PARTS.length;

/**
 * How well the entity of each sequence fits its mention. One transformer, `trunk`, reads both together; a linear layer, `score`
 * (`trunk.pooler` and `trunk.projection` in BLINK's), makes a number of what is pooled. To it may be added the dot product of two
 * vectors, of mention and entity as they are understood by each other, with the parameters of a bi-encoder (`mention`, `entity`,
 * `scale`): so training can begin with what one has learned.
 *
 * @returns [batch]; only differences between the candidates of one mention mean something
 */
export function jointScores(
  scope: Scope,
  { ids, starts, ends }: JointSequences,
  { trunk, head, dropout = 0 }: JointSizes,
): Tensor {
  const places = range(ids.shape[1] as Dimension);
  const column = (edges: Tensor, part: CrossPart): Tensor => {
    const at = CROSS_PARTS.indexOf(part);
    return slice(edges, at, at + 1, 1);
  };
  const inside = (part: CrossPart): Tensor =>
    and(greaterOrEqual(places, column(starts, part)), less(places, column(ends, part)));
  const [window, entity] = [inside("window"), inside("entity")];
  const segments = cast(greaterOrEqual(places, column(starts, "entity")), "int32");
  const states = trunkStates(scope.at("trunk"), ids, or(window, entity), trunk, dropout, segments);

  const pooledScores = (): Tensor => {
    if (head.pooling === "pooler") return projected(scope.at("trunk"), states, 1, { dropout });
    if (head.pooling === "first") return scoreLayer(scope.at("score"), firstToken(states));
    return scoreLayer(scope.at("score"), flatten(meanOverSpans(states, starts, ends), 1, 2));
  };
  const scores = squeeze(pooledScores(), 1);
  if (head.width === 0) return scores;

  const vectors = (side: Side, mask: Tensor, part: CrossPart): Tensor =>
    towerVectors(
      scope,
      side,
      { states, mask },
      { starts: column(starts, part), ends: column(ends, part) },
      { pooling: "span", width: head.width, unit: true },
    );
  const products = mul(vectors("mention", window, "mention"), vectors("entity", entity, "name"));
  return add(scores, mul(sum(products, { axes: [1, 2] }), learnedScale(scope)));
}

/**
 * A cross-encoder to be trained: of the candidates of a mention, its own entity is to have the highest score. A batch has, of each
 * mention, `candidates` sequences.
 *
 * @param candidates of a mention, at most
 */
export function jointModel(
  sizes: JointSizes,
  candidates: number,
): Model<keyof JointSequences | keyof typeof ANSWERS> {
  return {
    name: "cross-encoder",
    batch: {
      ids: int32("mentions", candidates, "tokens"),
      starts: int32("mentions", candidates, COUNT),
      ends: int32("mentions", candidates, COUNT),
      ...ANSWERS,
    },
    loss(scope, { ids, starts, ends, ...answers }) {
      const sequences = { ids: flatten(ids, 0, 1), starts: flatten(starts, 0, 1), ends: flatten(ends, 0, 1) };
      const shape = [ids.shape[0] as Dimension, candidates];
      return answersLoss(reshape(jointScores(scope, sequences, sizes), shape), answers);
    },
  };
}

/**
 * A cross-encoder to be used, of sequences of any length.
 *
 * @returns its inputs, the parameters apart, and its output `scores`, [batch]
 */
export function jointGraph(sizes: JointSizes) {
  const scope = new Scope();
  const inputs = {
    ids: input("ids", "int32", ["batch", "tokens"]),
    starts: input("starts", "int32", ["batch", COUNT]),
    ends: input("ends", "int32", ["batch", COUNT]),
  } satisfies JointSequences;
  return { scope, inputs, outputs: { scores: jointScores(scope, inputs, sizes) } };
}
