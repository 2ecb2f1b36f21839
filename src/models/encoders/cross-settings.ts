import type { EncoderDefinition, InputSettings, SpecialIds, TrunkSettings } from "./settings.js";

/** How a mention and an entity are written as one sequence. */
export interface CrossInputs extends InputSettings {
  /** Tokens mark the mention: each is read with each of its candidates alone. */
  markers: true;
  /**
   * Whether entities begin at the same place in all sequences, behind `contextTokens`, with a gap that is not read: as in BLINK.
   * Otherwise they follow the window.
   */
  aligned: boolean;
}

/** What a score of {@link JointDefinition} is made of, see `jointScores`. */
export interface CrossHead {
  /**
   * What a linear layer reads: the means over the window, the mention, the entity and its name; the first token; or the first
   * token through BERT's pooler, as in BLINK.
   */
  pooling: "parts" | "first" | "pooler";
  /** Numbers of the vectors of mention and entity whose dot product is added; 0 = none is. */
  width: number;
}

/** A cross-encoder all of whose layers read mention and entity as one sequence. */
export interface JointDefinition {
  /** Absent = all, as in folders that were written before there was a choice. */
  joint?: "all";
  trunk: TrunkSettings;
  head: CrossHead;
  inputs: CrossInputs;
  special: SpecialIds;
}

/** The sizes of the part in which window and entity are compared, see `comparison`. */
export interface UpperHead {
  /** Numbers of a token's state in it. */
  width: number;
  /** Parts that these are divided into, each with an attention of its own. */
  heads: number;
}

/** A cross-encoder whose lower part is a bi-encoder: window and entity meet above it. */
export interface UpperDefinition extends EncoderDefinition {
  joint: "upper";
  head: UpperHead;
}

/** What decides the scores of a cross-encoder beside its numbers. */
export type CrossEncoderDefinition = JointDefinition | UpperDefinition;

/** What is known of a cross-encoder beside its weights; `encoder.json` in its folder. */
export type CrossEncoderSettings = CrossEncoderDefinition & {
  format: "namesake-cross-encoder";
  version: 1;
  /** Names the model: a hash of its weights and of all that decides its scores. */
  id: string;
  /** What the model's scores are multiplied by to be log-odds between the candidates of a mention. */
  scale: number;
};
