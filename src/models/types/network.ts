import { less } from "../../nn/graph/compare.js";
import type { Dimension } from "../../nn/graph/dimension.js";
import { dropout as dropped } from "../../nn/graph/dropout.js";
import { add, div, maximum, mul } from "../../nn/graph/elementwise.js";
import { range } from "../../nn/graph/gather.js";
import { broadcastTo, concat, flatten, reshape, slice, split, unsqueeze } from "../../nn/graph/layout.js";
import { crossEntropy } from "../../nn/graph/losses.js";
import { sum } from "../../nn/graph/reduce.js";
import { input, scalar, type Tensor, type TensorType } from "../../nn/graph/tensor.js";
import { embedding } from "../../nn/layers/embedding.js";
import { classifierHead } from "../../nn/layers/heads.js";
import { bidirectionalLstm } from "../../nn/layers/lstm.js";
import { float32, int32, type Model } from "../../nn/layers/model.js";
import { normLayer } from "../../nn/layers/norm.js";
import { meanOverSpans, meanOverTokens } from "../../nn/layers/pooling.js";
import { Scope } from "../../nn/layers/scope.js";
import { type States, towerVectors } from "../encoders/network.js";
import { trunkStates } from "../encoders/trunk.js";
import { wordFeatures, wordMask, wordVectors } from "../tagger/network.js";
import { countClasses } from "./classified-types.js";
import type { LstmSizes, TypeDefinition, TypeNetwork } from "./settings.js";
import { AFFIXES } from "./word-reader.js";

/** What a classifier is made of. */
export interface TypeSizes extends Pick<TypeDefinition, "axes" | "network" | "hidden"> {
  /** Whether the encoder's transformer stays as it is in training: then nothing of it is dropped either. */
  frozen?: boolean;
  /** Share of numbers that is dropped in training, default 0. */
  dropout?: number;
}

/** Where a classifier has the parameters of an encoder's transformer, as a bi-encoder of one trunk has them. */
export const TRUNK = "trunk";
/** Where it has those of its answers. */
export const HEAD = "types";

type Inputs = Readonly<Record<string, Tensor>>;

/** What windows are fed as, with the places of the mentions in them: int32 [batch, spans] each. */
const inputTypes = (network: TypeNetwork, spans: Dimension): Readonly<Record<string, TensorType>> => ({
  ...(network.kind === "encoder"
    ? { ids: int32("batch", "tokens"), lengths: int32("batch") }
    : { ...wordFeatures(network.sizes.letters), affixes: int32("batch", "tokens", AFFIXES) }),
  starts: int32("batch", spans),
  ends: int32("batch", spans),
});

/** The states of the tokens of windows. */
function windowStates(scope: Scope, inputs: Inputs, sizes: TypeSizes): States {
  const { network, frozen = false, dropout } = sizes;
  if (network.kind === "lstm") return lstmStates(scope, inputs, network.sizes, dropout);
  const { ids, lengths } = inputs as Record<"ids" | "lengths", Tensor>;
  const mask = less(range(ids.shape[1] as Dimension), unsqueeze(lengths, 1));
  return {
    mask,
    states: trunkStates(scope.at(TRUNK), ids, mask, network.trunk, frozen ? 0 : dropout),
  };
}

/**
 * The network of DeepType (Raiman and Raiman 2018, https://arxiv.org/abs/1802.01021): vectors of words, of how they are written, of
 * their first and last characters and of all of them, read in both directions by LSTMs. Parameters: those of {@link wordVectors},
 * `affixes` and `lstm.0`, `lstm.1` ...
 */
function lstmStates(scope: Scope, inputs: Inputs, sizes: LstmSizes, rate = 0): States {
  const { words, shapes, characters, affixes } = inputs as Record<
    "words" | "shapes" | "characters" | "affixes",
    Tensor
  >;
  const { affixes: rows, affixWidth: width } = sizes;
  const table = { rows, width, deviation: 1 / Math.sqrt(width) };
  const parts = flatten(embedding(scope.at("affixes"), affixes, table), 2, 3);
  const mask = wordMask(words);
  let states = concat([wordVectors(scope, { words, shapes, characters }, sizes), parts], 2);
  for (let layer = 0; layer < sizes.layers; layer++) {
    const read = dropped(states, rate, scope.random);
    states = bidirectionalLstm(scope.at("lstm").at(layer), read, sizes.width, mask);
  }
  return { states, mask };
}

/**
 * How likely each class of each axis is for mentions, to be made probabilities by a softmax over the classes of an axis. A mention is
 * the mean over its tokens beside that over its window, as a bi-encoder reads it, each normalised, since encoders differ much in how
 * large their states are; the classes of all axes are one product.
 *
 * @returns [batch, spans, classes of all axes]
 */
function typeScores(
  scope: Scope,
  { states, mask }: States,
  { starts, ends }: Inputs,
  sizes: TypeSizes,
): Tensor {
  const { axes, hidden, dropout = 0 } = sizes;
  const head = scope.at(HEAD);
  const spans = normLayer(head.at("span"), meanOverSpans(states, starts as Tensor, ends as Tensor));
  const windows = normLayer(head.at("whole"), meanOverTokens(states, mask));
  const whole = broadcastTo(unsqueeze(windows, 1), spans.shape);
  const options = { dropout, ...(hidden === 0 ? {} : { inner: hidden }) };
  return classifierHead(head, concat([spans, whole], 2), countClasses(axes), options);
}

/** Neighbouring axes that have equally many classes. */
interface AxisRun {
  first: number;
  axes: number;
  classes: number;
}

function runsOf(axes: TypeSizes["axes"]): AxisRun[] {
  const runs: AxisRun[] = [];
  for (const [at, { classes }] of axes.entries()) {
    const last = runs.at(-1);
    if (last?.classes === classes.length) last.axes++;
    else runs.push({ first: at, axes: 1, classes: classes.length });
  }
  return runs;
}

/**
 * The cross-entropy of the classes of all axes, a mean over the answers that are known.
 *
 * @param scores [batch, spans, classes of all axes]
 * @param labels int32 [batch, spans, axes]
 * @param weights float32 [batch, spans, axes]; 0 = not known
 */
export function typeLoss(scores: Tensor, labels: Tensor, weights: Tensor, axes: TypeSizes["axes"]): Tensor {
  const runs = runsOf(axes);
  const parts = split(
    scores,
    runs.map((run) => run.axes * run.classes),
    2,
  );
  const all = maximum(sum(weights), 1e-9);
  return runs.reduce((loss, run, i) => {
    const own = (x: Tensor) => slice(x, run.first, run.first + run.axes, 2);
    const logits = reshape(parts[i] as Tensor, [...labels.shape.slice(0, 2), run.axes, run.classes]);
    const share = div(sum(own(weights)), all);
    return add(loss, mul(crossEntropy(logits, own(labels), own(weights)), share));
  }, scalar(0));
}

/**
 * A classifier to be trained.
 *
 * @param spans mentions of a window, filled up
 */
export function typeTrainingModel(sizes: TypeSizes, spans: number): Model {
  const { axes, network } = sizes;
  return {
    name: "types",
    batch: {
      ...inputTypes(network, spans),
      labels: int32("batch", spans, axes.length),
      weights: float32("batch", spans, axes.length),
    },
    loss(scope, batch) {
      const scores = typeScores(scope, windowStates(scope, batch, sizes), batch, sizes);
      return typeLoss(scores, batch["labels"] as Tensor, batch["weights"] as Tensor, axes);
    },
  };
}

/** A classifier to be used. */
export interface TypeGraph {
  scope: Scope;
  /** The parameters apart. */
  inputs: Readonly<Record<string, Tensor>>;
  outputs: Readonly<Record<string, Tensor>>;
}

/**
 * A classifier to be used, of windows of any length with any number of mentions.
 *
 * @returns with the outputs `scores`, as {@link typeScores} gives them, and, where the definition has vectors, `mention` [batch, spans,
 * numbers], as `biEncoderGraph` gives them
 */
export function typeGraph(definition: TypeDefinition): TypeGraph {
  const scope = new Scope();
  const { network, vectors } = definition;
  const types = Object.entries(inputTypes(network, "spans"));
  const inputs: Inputs = Object.fromEntries(
    types.map(([name, { type, shape }]) => [name, input(name, type, shape)]),
  );
  const states = windowStates(scope, inputs, definition);
  const scores = typeScores(scope, states, inputs, definition);
  if (vectors === undefined) return { scope, inputs, outputs: { scores } };
  const { starts, ends } = inputs as Record<"starts" | "ends", Tensor>;
  const mention = towerVectors(scope, "mention", states, { starts, ends }, vectors);
  return { scope, inputs, outputs: { scores, mention } };
}
