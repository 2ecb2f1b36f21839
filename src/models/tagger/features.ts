import type { Tensor } from "../../nn/onnx.js";
import { sentences } from "../../text/sentences.js";
import { type Token, tokenise } from "../../text/tokens.js";
import { wordShape } from "../../text/word-shape.js";
import type { Vocabulary } from "./vocabulary.js";

/** What a tagger is given of a sentence: numbers for each token. */
export interface Features {
  words: Int32Array;
  /** How the token is written; see `wordShape`. */
  shapes: Int32Array;
  /** [tokens, letters], filled up with 0. */
  characters: Int32Array;
}

/** The tokens of each sentence of a text, in order; sentences without any are left out. */
export function tokensBySentence(text: string): Token[][] {
  const tokens = tokenise(text);
  let at = 0;
  return sentences(text)
    .map(({ end }) => {
      const from = at;
      while (at < tokens.length && (tokens[at] as Token).start < end) at++;
      return tokens.slice(from, at);
    })
    .filter(({ length }) => length > 0);
}

/**
 * Turns the tokens of a sentence into numbers.
 *
 * @param letters of a word; of longer ones the first and the last are taken, where prefixes and endings are
 */
export function featuresOf(
  text: string,
  tokens: readonly Token[],
  vocabulary: Pick<Vocabulary, "wordId" | "characterId">,
  letters: number,
): Features {
  const features: Features = {
    words: new Int32Array(tokens.length),
    shapes: new Int32Array(tokens.length),
    characters: new Int32Array(tokens.length * letters),
  };
  for (const [i, token] of tokens.entries()) {
    const word = text.slice(token.start, token.end);
    features.words[i] = vocabulary.wordId(word);
    features.shapes[i] = wordShape(token, word);
    for (const [k, character] of cut([...word], letters).entries())
      features.characters[i * letters + k] = vocabulary.characterId(character);
  }
  return features;
}

function cut(characters: string[], letters: number): string[] {
  if (characters.length <= letters) return characters;
  const first = Math.ceil(letters / 2);
  return [...characters.slice(0, first), ...characters.slice(characters.length - (letters - first))];
}

/** The inputs of a tagger. */
export type FeatureName = keyof Features;

/**
 * Puts sentences side by side.
 *
 * @param length tokens to which all are filled up
 * @returns int32, words and shapes [batch, length], characters [batch, length, letters]
 */
export function collateFeatures(
  batch: readonly Features[],
  length: number,
  letters: number,
): Record<FeatureName, Tensor> {
  const filled = (name: FeatureName, each: number, more: readonly number[]): Tensor => {
    const data = new Int32Array(batch.length * length * each);
    for (const [i, features] of batch.entries()) data.set(features[name], i * length * each);
    return { data, dims: [batch.length, length, ...more] };
  };
  return {
    words: filled("words", 1, []),
    shapes: filled("shapes", 1, []),
    characters: filled("characters", letters, [letters]),
  };
}
