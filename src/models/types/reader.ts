import type { Tensor } from "../../nn/onnx.js";
import type { TokenRange } from "../encoders/mention-window.js";

/** A text as tokens of some kind: subwords or words. */
export interface ReadText<W> {
  /** How many tokens there are. */
  readonly length: number;
  /** Where each begins and ends in the text, in UTF-16 units. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** What a network is given of some of the tokens, special ones around them included; of none, what stands for one that is hidden. */
  window(range: TokenRange): W;
}

/**
 * How a network reads texts.
 *
 * @typeParam W a window of text as numbers
 */
export interface Reader<W = unknown> {
  /** What it has to know of a language, as JSON, and the file of a classifier that keeps it. */
  readonly lexicon: { readonly file: string; readonly json: unknown };
  /** Special tokens before and behind those of a window. */
  readonly framing: { readonly before: number; readonly behind: number };
  read(text: string): ReadText<W>;
  /** How many tokens a window has, special ones included. */
  lengthOf(window: W): number;
  /** Hides tokens of a window, by their places in it: from then on nothing can be told of them but that they are there. */
  hide(window: W, tokens: TokenRange): void;
  /**
   * What is fed for windows, side by side.
   *
   * @param length tokens to which all are filled up
   */
  feeds(windows: readonly W[], length: number): Record<string, Tensor>;
}
