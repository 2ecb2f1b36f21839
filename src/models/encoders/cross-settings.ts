import type { InputSettings, SpecialIds, TrunkSettings } from "./settings.js";

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

/** What a score is made of, see `crossScores`. */
export interface CrossHead {
  /**
   * What a linear layer reads: the means over the window, the mention, the entity and its name; the first token; or the first
   * token through BERT's pooler, as in BLINK.
   */
  pooling: "parts" | "first" | "pooler";
  /** Numbers of the vectors of mention and entity whose dot product is added; 0 = none is. */
  width: number;
}

/** What decides the scores of a cross-encoder beside its numbers. */
export interface CrossEncoderDefinition {
  trunk: TrunkSettings;
  head: CrossHead;
  inputs: CrossInputs;
  special: SpecialIds;
}

/** What is known of a cross-encoder beside its weights; `encoder.json` in its folder. */
export interface CrossEncoderSettings extends CrossEncoderDefinition {
  format: "namesake-cross-encoder";
  version: 1;
  /** Names the model: a hash of its weights and of all that decides its scores. */
  id: string;
  /** What the model's scores are multiplied by to be log-odds between the candidates of a mention. */
  scale: number;
}
