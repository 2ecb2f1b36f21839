import type { SpecialIds, TrunkSettings } from "../encoders/settings.js";
import type { SpanVectors } from "../spans/settings.js";
import type { WordSizes } from "../tagger/network.js";

/** An axis of a type system as a classifier knows it. */
export interface AxisClasses {
  readonly name: string;
  /** The names of its classes; the first is that of entities that are in no other. */
  readonly classes: readonly string[];
}

/** A type system as a classifier knows it, without what any entity is. */
export interface ClassifiedTypes {
  /** The name of the type system. */
  readonly system: string;
  readonly axes: readonly AxisClasses[];
}

/** The sizes of DeepType's network: words as vectors, read by LSTMs. */
export interface LstmSizes extends WordSizes {
  /** Rows of the table of beginnings and endings of words. */
  affixes: number;
  affixWidth: number;
  /** Numbers that an LSTM keeps, in each direction. */
  width: number;
  /** LSTMs, each over the states of the one before. */
  layers: number;
}

/** What turns a stretch of text into states of its tokens: the transformer of an encoder over subwords, or LSTMs over words. */
export type TypeNetwork =
  | { kind: "encoder"; trunk: TrunkSettings; special: SpecialIds }
  | { kind: "lstm"; sizes: LstmSizes };

/** What decides the answers of a type classifier, beside its numbers. */
export interface TypeDefinition extends ClassifiedTypes {
  network: TypeNetwork;
  /** Numbers of a layer between the states and the answers; 0 = there is none. */
  hidden: number;
  /** The most tokens of a window of text, special ones included. */
  contextTokens: number;
  /** Of a mention that has more tokens, the first. */
  mentionTokens: number;
  /** The vectors of a bi-encoder with the same trunk, which come of the same pass; absent = none do. */
  vectors?: SpanVectors;
}

/** What is known of a classifier beside its weights; `types.json` in its folder. */
export interface TypeSettings extends TypeDefinition {
  format: "namesake-type-classifier";
  version: 1;
  /** Names the model: a hash of its weights and of all that decides its answers. */
  id: string;
  /** Tells type systems apart: see `hashOfTypes`. */
  typesHash: string;
}
