import type { SpecialIds, TrunkSettings, VectorSettings } from "../encoders/settings.js";

/** What finds mentions in the states of a trunk. */
export interface SpanHeadSettings {
  /** The most words of a mention; marks of punctuation count as words. */
  words: number;
  /** Numbers of the vector for how a word is written; 0 = it is not told apart from what its tokens say. */
  shapeWidth: number;
  /** Numbers of the states, in each direction, of an LSTM between trunk and scores; 0 = there is none. */
  width: number;
}

/** The vectors of mentions, where the trunk is that of a bi-encoder, as it is there. */
export interface SpanVectors extends VectorSettings {
  /** The id of the bi-encoder, with whose entity vectors they may be compared. */
  encoder: string;
  /** What dot products are to be multiplied by to be log-odds between the candidates of a mention. */
  scale: number;
  /** Of a mention that has more tokens, the first. */
  mentionTokens: number;
}

/** What decides which spans a model finds, beside its numbers. */
export interface SpanDefinition {
  trunk: TrunkSettings;
  special: SpecialIds;
  head: SpanHeadSettings;
  /** The most tokens of a window of text, special ones included. */
  contextTokens: number;
  /** Absent = it makes no vectors. */
  vectors?: SpanVectors;
}

/** What is known of a model beside its weights; `spans.json` in its folder. */
export interface SpanSettings extends SpanDefinition {
  format: "namesake-spans";
  version: 1;
  /** Names the model: a hash of its weights and of all that decides what it finds. */
  id: string;
  /** The least probability of a mention. */
  threshold: number;
}
