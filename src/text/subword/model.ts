import type { TokenBuffer } from "./token-buffer.js";
import type { Vocabulary } from "./vocabulary.js";

/** Takes a piece of text apart into tokens of its vocabulary. */
export interface SubwordModel {
  readonly vocabulary: Vocabulary;
  /** Puts the tokens of the piece from `start` to `end` of `text`, in order; offsets are units of `text`. */
  tokenise(text: string, start: number, end: number, out: TokenBuffer): void;
}
