import { greater } from "../../nn/graph/compare.js";
import { dropout } from "../../nn/graph/dropout.js";
import { concat } from "../../nn/graph/layout.js";
import { input, scalar, type Tensor, type TensorType } from "../../nn/graph/tensor.js";
import { bioRules, type Chain } from "../../nn/layers/chain.js";
import { characters } from "../../nn/layers/characters.js";
import { crfLoss } from "../../nn/layers/crf.js";
import { embedding } from "../../nn/layers/embedding.js";
import { ZEROS } from "../../nn/layers/initial.js";
import { linearLayer } from "../../nn/layers/linear.js";
import { bidirectionalLstm } from "../../nn/layers/lstm.js";
import type { Model } from "../../nn/layers/model.js";
import { Scope } from "../../nn/layers/scope.js";
import { SHAPES } from "../../text/word-shape.js";
import type { FeatureName } from "./features.js";

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
  /** Of the LSTM's states, in each direction. */
  width: number;
  /** Share of numbers that is dropped in training, before the LSTM and behind it. */
  dropout: number;
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

/**
 * What a tagger thinks of each label of each token: {@link wordVectors}, read in both directions by an LSTM (Lample et al. 2016,
 * https://arxiv.org/abs/1603.01360; Ma and Hovy 2016, https://arxiv.org/abs/1603.01354).
 *
 * @returns [batch, tokens, labels]
 */
function labelScores(
  scope: Scope,
  inputs: Readonly<Record<FeatureName, Tensor>>,
  sizes: TaggerSizes,
): Tensor {
  const dropped = (x: Tensor) => dropout(x, sizes.dropout, scope.random);
  const vectors = dropped(wordVectors(scope, inputs, sizes));
  const states = bidirectionalLstm(scope.at("lstm"), vectors, sizes.width, wordMask(inputs.words));
  return linearLayer(scope.at("out"), dropped(states), sizes.labels);
}

/** What is fed for the words of sentences. */
export const wordFeatures = (letters: number): Record<FeatureName, TensorType> => ({
  words: { type: "int32", shape: ["batch", "tokens"] },
  shapes: { type: "int32", shape: ["batch", "tokens"] },
  characters: { type: "int32", shape: ["batch", "tokens", letters] },
});

const CHAIN = "chain";

/**
 * A tagger to be trained: its labels are a chain, in which each depends on the one before (Huang et al. 2015,
 * https://arxiv.org/abs/1508.01991).
 *
 * @param labels their names, O first
 */
export function taggerModel(labels: readonly string[], sizes: TaggerSizes): Model<FeatureName | "labels"> {
  const rules = bioRules(labels);
  return {
    name: "tagger",
    batch: { ...wordFeatures(sizes.letters), labels: { type: "int32", shape: ["batch", "tokens"] } },
    loss: (scope, batch) =>
      crfLoss(scope.at(CHAIN), labelScores(scope, batch, sizes), batch.labels, wordMask(batch.words), rules),
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
  inputs: Record<FeatureName, Tensor>;
  outputs: Record<TaggerOutput, Tensor>;
} {
  const scope = new Scope();
  const given = Object.entries(wordFeatures(sizes.letters)).map(([name, { type, shape }]) => [
    name,
    input(name, type, shape),
  ]);
  const inputs = Object.fromEntries(given) as Record<FeatureName, Tensor>;
  const part = (name: keyof Chain, shape: number[]) => scope.at(CHAIN).parameter(name, shape, ZEROS);
  const { labels } = sizes;
  const chain = {
    start: part("start", [labels]),
    transitions: part("transitions", [labels, labels]),
    end: part("end", [labels]),
  };
  return { scope, inputs, outputs: { scores: labelScores(scope, inputs, sizes), ...chain } };
}
