import { cast, equal, greaterOrEqual, less } from "../../nn/graph/compare.js";
import { contrastiveScores } from "../../nn/graph/contrastive.js";
import type { Dimension } from "../../nn/graph/dimension.js";
import { add, exp, tanh } from "../../nn/graph/elementwise.js";
import { range } from "../../nn/graph/gather.js";
import { broadcastTo, concat, squeeze, unsqueeze } from "../../nn/graph/layout.js";
import { crossEntropy } from "../../nn/graph/losses.js";
import { unitLength } from "../../nn/graph/normalise.js";
import { argMax, mean } from "../../nn/graph/reduce.js";
import { input, type Tensor, type TensorType } from "../../nn/graph/tensor.js";
import { pooled } from "../../nn/layers/bert.js";
import { ZEROS } from "../../nn/layers/initial.js";
import { linearLayer } from "../../nn/layers/linear.js";
import { int32, type Losses, type Model } from "../../nn/layers/model.js";
import { firstToken, meanOverSpans, meanOverTokens } from "../../nn/layers/pooling.js";
import { Scope } from "../../nn/layers/scope.js";
import type { TrunkSettings, VectorSettings } from "./settings.js";
import { trunkStates } from "./trunk.js";

/** What a bi-encoder is made of. */
export interface BiEncoderSizes {
  trunk: TrunkSettings;
  shared: boolean;
  /** See `EncoderDefinition`. */
  readsPadding?: boolean;
  vectors: VectorSettings;
  /** Share of numbers that is dropped in training, default 0. */
  dropout?: number;
}

/** What a tower reads. */
export type Side = "mention" | "entity";

/** Sequences with the spans in them whose vectors are wanted. */
export interface Sequences {
  /** int32 [batch, tokens], filled up at their ends. */
  ids: Tensor;
  /** How many of them are tokens, int32 [batch]. */
  lengths: Tensor;
  /** First token of each span, int32 [batch, spans]. */
  starts: Tensor;
  /** The token after the last of each, int32 [batch, spans]. */
  ends: Tensor;
}

/** Where a tower's transformer has its parameters. */
export const trunkPrefix = (side: Side, shared: boolean): string => (shared ? "trunk" : `${side}.trunk`);

/** The states of the tokens of sequences, and which tokens there are. */
export interface States {
  /** [batch, tokens, width] */
  states: Tensor;
  /** bool [batch, tokens] */
  mask: Tensor;
}

/** What a tower's transformer makes of sequences. */
export function towerStates(
  scope: Scope,
  side: Side,
  { ids, lengths }: Pick<Sequences, "ids" | "lengths">,
  { trunk, shared, readsPadding = false, dropout }: BiEncoderSizes,
): States {
  const part = scope.at(trunkPrefix(side, shared));
  const mask = less(range(ids.shape[1] as Dimension), unsqueeze(lengths, 1));
  if (!(readsPadding && side === "entity"))
    return { mask, states: trunkStates(part, ids, mask, trunk, dropout) };
  const everything = greaterOrEqual(ids, 0);
  return { mask, states: trunkStates(part, ids, everything, trunk, dropout, cast(mask, "int32")) };
}

/**
 * The vectors of spans. With the pooling "span" a vector is made of two means, over the tokens of the span and over all of its
 * sequence, each projected; with the others it is one of the whole sequence, and there is one span a sequence. Parameters, under
 * the tower's name: `span` and `whole`, or `output` and before it `pooler`, each with `weight` and `bias`.
 *
 * @returns [batch, spans, width]
 */
export function towerVectors(
  scope: Scope,
  side: Side,
  { states, mask }: States,
  { starts, ends }: Pick<Sequences, "starts" | "ends">,
  { pooling, width, unit, pooler }: VectorSettings,
): Tensor {
  const part = scope.at(side);
  const made = (): Tensor => {
    if (pooling === "span") {
      const spans = linearLayer(part.at("span"), meanOverSpans(states, starts, ends), width);
      return add(spans, unsqueeze(linearLayer(part.at("whole"), meanOverTokens(states, mask), width), 1));
    }
    if (pooler !== undefined) {
      const projected = linearLayer(part.at("output"), pooled(part, states), width);
      return unsqueeze(pooler === "tanh" ? tanh(projected) : projected, 1);
    }
    const whole = pooling === "first" ? firstToken(states) : meanOverTokens(states, mask);
    return unsqueeze(width === 0 ? whole : linearLayer(part.at("output"), whole, width), 1);
  };
  return unit ? unitLength(made()) : made();
}

/** Of a batch for training: mentions in their windows, and entities of which each mention's own stands in its row, if it has one. */
export type BiEncoderFeed =
  | "ids"
  | "lengths"
  | "starts"
  | "ends"
  | "labels"
  | "entityIds"
  | "entityLengths"
  | "entityStarts"
  | "entityEnds"
  | "keys";

/** What a batch for training holds. */
export const BI_ENCODER_BATCH: Readonly<Record<BiEncoderFeed, TensorType>> = {
  ids: int32("mentions", "tokens"),
  lengths: int32("mentions"),
  starts: int32("mentions", 1),
  ends: int32("mentions", 1),
  labels: int32("mentions"),
  entityIds: int32("entities", "entityTokens"),
  entityLengths: int32("entities"),
  entityStarts: int32("entities", 1),
  entityEnds: int32("entities", 1),
  keys: int32("entities"),
};

export type BiEncoderBatch = Readonly<Record<BiEncoderFeed, Tensor>>;

/** The vectors of a batch. */
export interface BatchVectors {
  /** [mentions, width] */
  mentions: Tensor;
  /** [entities, width] */
  entities: Tensor;
  /** By which their dot products are log-odds, []; one over the temperature, which is learned. */
  scale: Tensor;
}

/** The temperature that training begins with is one over this. */
const FIRST_SCALE = 20;

/** What makes dot products of vectors log-odds, []: one over the temperature. It is learned, as its logarithm, `scale`. */
export const learnedScale = (scope: Scope): Tensor =>
  exp(scope.parameter("scale", [], { kind: "constant", value: Math.log(FIRST_SCALE) }));

export function batchVectors(scope: Scope, batch: BiEncoderBatch, sizes: BiEncoderSizes): BatchVectors {
  const vectors = (side: Side, sequences: Sequences): Tensor => {
    const states = towerStates(scope, side, sequences, sizes);
    return squeeze(towerVectors(scope, side, states, sequences, sizes.vectors), 1);
  };
  const { entityIds, entityLengths, entityStarts, entityEnds } = batch;
  const written = { ids: entityIds, lengths: entityLengths, starts: entityStarts, ends: entityEnds };
  return {
    mentions: vectors("mention", batch),
    entities: vectors("entity", written),
    scale: learnedScale(scope),
  };
}

/**
 * How far the own entities are from being nearest to their mentions, of all entities of the batch. Where mentions may have none, one
 * more answer is "none", whose score is learned.
 *
 * @param nil whether there is the answer "none": the label behind the last entity
 */
export function goldLoss(
  scope: Scope,
  { mentions, entities, scale }: BatchVectors,
  { labels, keys }: Pick<BiEncoderBatch, "labels" | "keys">,
  nil: boolean,
): Losses {
  const scores = contrastiveScores(mentions, entities, scale, { ids: keys });
  const answers = nil ? concat([scores, nilScores(scope, scores)], 1) : scores;
  const right = mean(cast(equal(cast(argMax(answers, 1), "int32"), labels), "float32"), { axes: [0] });
  return { loss: crossEntropy(answers, labels), measures: { accuracy: right } };
}

/**
 * A bi-encoder to be trained: of all entities of the batch, which are those of all its mentions and further wrong ones, the own
 * one is to be nearest to a mention (Bootleg 1.1 and BLINK train so).
 *
 * @param nil see {@link goldLoss}
 */
export function biEncoderModel(sizes: BiEncoderSizes, nil: boolean): Model<BiEncoderFeed> {
  return {
    name: "bi-encoder",
    batch: BI_ENCODER_BATCH,
    loss: (scope, batch) => goldLoss(scope, batchVectors(scope, batch, sizes), batch, nil),
  };
}

/** The score of "none", the same for all mentions: [mentions, 1]. */
const nilScores = (scope: Scope, scores: Tensor): Tensor =>
  broadcastTo(scope.parameter("nil", [1, 1], ZEROS), [scores.shape[0] as Dimension, 1]);

/**
 * A bi-encoder to be used, of sequences of any length.
 *
 * @param sides which towers the graph has; those of one trunk can be in one graph
 * @returns its inputs, the parameters apart, and the vectors by their side, [batch, spans, width]
 */
export function biEncoderGraph(sizes: BiEncoderSizes, sides: readonly Side[]) {
  const scope = new Scope();
  const inputs = {
    ids: input("ids", "int32", ["batch", "tokens"]),
    lengths: input("lengths", "int32", ["batch"]),
    starts: input("starts", "int32", ["batch", "spans"]),
    ends: input("ends", "int32", ["batch", "spans"]),
  } satisfies Sequences;
  // Towers of one trunk share its states, which are what costs.
  const made = new Map<string, States>();
  const outputs = sides.map((side) => {
    const prefix = trunkPrefix(side, sizes.shared);
    const states = made.get(prefix) ?? towerStates(scope, side, inputs, sizes);
    made.set(prefix, states);
    return [side, towerVectors(scope, side, states, inputs, sizes.vectors)];
  });
  return { scope, inputs, outputs: Object.fromEntries(outputs) as Partial<Record<Side, Tensor>> };
}
