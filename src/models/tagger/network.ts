import { greater, less } from "../../nn/graph/compare.js";
import type { Dimension } from "../../nn/graph/dimension.js";
import { dropout } from "../../nn/graph/dropout.js";
import { range } from "../../nn/graph/gather.js";
import { concat, unsqueeze } from "../../nn/graph/layout.js";
import { input, scalar, type Tensor, type TensorType } from "../../nn/graph/tensor.js";
import { bioRules, type Chain } from "../../nn/layers/chain.js";
import { characters } from "../../nn/layers/characters.js";
import { partialCrfLoss } from "../../nn/layers/crf.js";
import { embedding } from "../../nn/layers/embedding.js";
import { ZEROS } from "../../nn/layers/initial.js";
import { linearLayer } from "../../nn/layers/linear.js";
import { bidirectionalLstm } from "../../nn/layers/lstm.js";
import { int32, type Model } from "../../nn/layers/model.js";
import { normLayer } from "../../nn/layers/norm.js";
import { meanOverSpans } from "../../nn/layers/pooling.js";
import { Scope } from "../../nn/layers/scope.js";
import { SHAPES } from "../../text/word-shape.js";
import type { TrunkSettings } from "../encoders/settings.js";
import { trunkStates } from "../encoders/trunk.js";
import type { FeatureName } from "./features.js";
import type { PieceFeed } from "./pieces.js";

/** The sizes of the vectors of words. */
export interface WordSizes {
  /** Rows of the tables of words and of characters. */
  words: number;
  characters: number;
  /** Characters of a word that are read. */
  letters: number;
  /** Widths of the vectors of words, of shapes and of characters. */
  wordWidth: number;
  shapeWidth: number;
  characterWidth: number;
  /** Filters over three characters. */
  filters: number;
}

/** The sizes of a tagger. */
export interface TaggerSizes extends WordSizes {
  labels: number;
  /** A transformer whose states of a word stand beside the word's own vector; absent = there is none. */
  trunk?: TrunkSettings;
  /** Of the LSTM's states, in each direction; 0 = there is no LSTM. */
  width: number;
  /** Share of numbers that is dropped in training, before the LSTM and behind it. */
  dropout: number;
  /** The same within the trunk, default 0. */
  trunkDropout?: number;
}

/** Where there are tokens is where a word has an id: 0 is padding. */
export const wordMask = (words: Tensor): Tensor => greater(words, scalar(0, "int32"));

/**
 * Vectors of words, each made of one for the word, one for how it is written and one for its characters. Parameters: `words`,
 * `shapes` and `spelling`.
 *
 * @returns [batch, tokens, all widths]
 */
export function wordVectors(
  scope: Scope,
  { words, shapes, characters: spelling }: Readonly<Record<FeatureName, Tensor>>,
  sizes: WordSizes,
): Tensor {
  const table = (name: string, ids: Tensor, rows: number, width: number) =>
    embedding(scope.at(name), ids, { rows, width, deviation: 1 / Math.sqrt(width) });
  return concat(
    [
      table("words", words, sizes.words, sizes.wordWidth),
      table("shapes", shapes, SHAPES, sizes.shapeWidth),
      characters(scope.at("spelling"), spelling, {
        rows: sizes.characters,
        width: sizes.characterWidth,
        filters: { 3: sizes.filters },
      }),
    ],
    2,
  );
}

/** Where a tagger has the parameters of its trunk, as a bi-encoder of one trunk has them. */
export const TRUNK = "trunk";

/** What is fed: the words of sentences, and where there is a trunk their subword tokens. */
export type TaggerFeed = FeatureName | PieceFeed;
type Inputs = Readonly<Record<FeatureName, Tensor>> & Readonly<Partial<Record<PieceFeed, Tensor>>>;

/** What the trunk makes of words, the mean over their subword tokens, normalised: [batch, tokens, width]. */
function wordStates(scope: Scope, inputs: Inputs, trunk: TrunkSettings, rate: number): Tensor {
  const { ids, lengths, starts, ends } = inputs as Record<PieceFeed, Tensor>;
  const mask = less(range(ids.shape[1] as Dimension), unsqueeze(lengths, 1));
  const states = trunkStates(scope.at(TRUNK), ids, mask, trunk, rate);
  // Trunks differ much in how large their states are.
  return normLayer(scope.at("states"), meanOverSpans(states, starts, ends));
}

/**
 * What a tagger thinks of each label of each token: {@link wordVectors} beside the states of a transformer, if it has one, read in both
 * directions by an LSTM (Lample et al. 2016, https://arxiv.org/abs/1603.01360; Ma and Hovy 2016, https://arxiv.org/abs/1603.01354).
 *
 * @returns [batch, tokens, labels]
 */
function labelScores(scope: Scope, inputs: Inputs, sizes: TaggerSizes): Tensor {
  const { trunk, trunkDropout = 0, width } = sizes;
  const dropped = (x: Tensor) => dropout(x, sizes.dropout, scope.random);
  const own = wordVectors(scope, inputs, sizes);
  const vectors = dropped(
    trunk === undefined ? own : concat([own, wordStates(scope, inputs, trunk, trunkDropout)], 2),
  );
  if (width === 0) return linearLayer(scope.at("out"), vectors, sizes.labels);
  const states = bidirectionalLstm(scope.at("lstm"), vectors, width, wordMask(inputs.words));
  return linearLayer(scope.at("out"), dropped(states), sizes.labels);
}

/** What is fed for the words of sentences. */
export const wordFeatures = (letters: number): Record<FeatureName, TensorType> => ({
  words: { type: "int32", shape: ["batch", "tokens"] },
  shapes: { type: "int32", shape: ["batch", "tokens"] },
  characters: { type: "int32", shape: ["batch", "tokens", letters] },
});

/** What is fed for sentences. */
const feeds = ({ letters, trunk }: TaggerSizes): Record<string, TensorType> => ({
  ...wordFeatures(letters),
  ...(trunk && {
    ids: int32("batch", "pieces"),
    lengths: int32("batch"),
    starts: int32("batch", "tokens"),
    ends: int32("batch", "tokens"),
  }),
});

const CHAIN = "chain";

/**
 * A tagger to be trained: its labels are a chain, in which each depends on the one before (Huang et al. 2015,
 * https://arxiv.org/abs/1508.01991), and of which not all have to be known.
 *
 * @param labels their names, O first
 */
export function taggerModel(labels: readonly string[], sizes: TaggerSizes): Model {
  const rules = bioRules(labels);
  return {
    name: "tagger",
    batch: {
      ...feeds(sizes),
      allowed: { type: "bool", shape: ["batch", "tokens", labels.length] },
    },
    loss: (scope, batch) => {
      const inputs = batch as Inputs;
      const scores = labelScores(scope, inputs, sizes);
      return partialCrfLoss(
        scope.at(CHAIN),
        scores,
        batch["allowed"] as Tensor,
        wordMask(inputs.words),
        rules,
      );
    },
  };
}

/** What a tagger answers: the scores of labels, and the chain that they are part of, as {@link Chain} has it. */
export type TaggerOutput = "scores" | keyof Chain;

/**
 * A tagger to be used, of any number of sentences of any length.
 *
 * @returns its inputs, the parameters apart, and its outputs
 */
export function taggerGraph(sizes: TaggerSizes): {
  scope: Scope;
  inputs: Readonly<Record<string, Tensor>>;
  outputs: Record<TaggerOutput, Tensor>;
} {
  const scope = new Scope();
  const given = Object.entries(feeds(sizes)).map(([name, { type, shape }]) => [
    name,
    input(name, type, shape),
  ]);
  const inputs = Object.fromEntries(given) as Inputs;
  const part = (name: keyof Chain, shape: number[]) => scope.at(CHAIN).parameter(name, shape, ZEROS);
  const { labels } = sizes;
  const chain = {
    start: part("start", [labels]),
    transitions: part("transitions", [labels, labels]),
    end: part("end", [labels]),
  };
  return { scope, inputs, outputs: { scores: labelScores(scope, inputs, sizes), ...chain } };
}
