import type { BertOptions } from "../../nn/layers/bert.js";

/** What turns tokens into states: the Universal Sentence Encoder Lite, or a transformer of the BERT family. */
export type TrunkSettings = { kind: "use-lite" } | ({ kind: "bert" } & BertOptions);

/** Ids of what stands for no text. A model without a token has none of its name. */
export interface SpecialIds {
  /** Fills batches up. */
  pad: number;
  /** Stands for a token that is not shown. */
  mask: number;
  /** Before and behind a mention. */
  mentionStart: number;
  mentionEnd: number;
  /** Before each of an entity's types, relations and aliases, and before its description. */
  type: number;
  relation: number;
  alias: number;
  description: number;
  /** Around the whole: [CLS] and [SEP]. */
  begin?: number;
  separator?: number;
}

/** How mentions and entities are written for an encoder, in tokens. */
export interface InputSettings {
  /**
   * Whether tokens mark a mention: then each mention has a sequence of its own. Without, mentions of one stretch of text are read
   * together.
   */
  markers: boolean;
  /** The most tokens of a window of text, special ones included. */
  contextTokens: number;
  /** The most words of a window, between spaces, those of the mention not counted; absent = as many as tokens permit. */
  contextWords?: number;
  /** Of a mention that is longer, the first. */
  mentionTokens: number;
  /** The most tokens of an entity, special ones included. */
  entityTokens: number;
  /** The most tokens of the fields of an entity, with the special ones before them; 0 leaves a field out. */
  nameTokens: number;
  typeTokens: number;
  relationTokens: number;
  aliasTokens: number;
  /** Whether the class of an entity is among its types, in a word: the representation of NER4EL. */
  classInText?: boolean;
  /** Whose way of writing entities is followed, see `entityTokens`; absent = that of our own trainings. */
  style?: "blink" | "bootleg";
}

/** Which vector stands for a text: that of its first token, or the mean over all. */
export type Pooling = "first" | "mean";

/** What a vector is made of, see `mentionVectors` and `entityVectors`. */
export interface VectorSettings {
  /** "span": the mean over the tokens of the mention, or of the entity's name, beside that over all. */
  pooling: Pooling | "span";
  /** Numbers of a vector after a learned projection; 0 = the states as they are. */
  width: number;
  /** Of BERT's own pooler over the first token, before the projection: "linear" as BLINK can have it, "tanh" with a tanh behind. */
  pooler?: "linear" | "tanh";
  /** Whether vectors have length 1. */
  unit: boolean;
}

/** What decides the vectors of a bi-encoder beside its numbers. */
export interface EncoderDefinition {
  trunk: TrunkSettings;
  /** Whether mentions and entities are read by the same trunk; each has a projection of its own. */
  shared: boolean;
  /**
   * Whether entities are filled up to `entityTokens` and the padding is read too, as a text of the first kind, the tokens being of the
   * second; so Bootleg 1.1 was trained, which gives its entity encoder mask and segments in each other's place.
   */
  readsPadding?: boolean;
  vectors: VectorSettings;
  inputs: InputSettings;
  special: SpecialIds;
}

/** What is known of a bi-encoder beside its weights; `encoder.json` in its folder. */
export interface EncoderSettings extends EncoderDefinition {
  format: "namesake-encoder";
  version: 1;
  /** Names the model: a hash of its weights and of all that decides its vectors. */
  id: string;
  /** What dot products are to be multiplied by to be log-odds between the candidates of a mention. */
  scale: number;
}
