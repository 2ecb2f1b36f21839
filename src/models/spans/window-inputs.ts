import type { Tensor } from "../../nn/onnx.js";
import type { SpecialIds } from "../encoders/settings.js";
import type { SpanInputs } from "./network.js";
import type { ReadText, SpanWord } from "./span-words.js";
import type { TextWindow } from "./windows.js";

/** A window as a model reads it. */
export interface WindowInput {
  /** With the special tokens around it. */
  ids: Int32Array;
  /** Its words, with their places among the ids. */
  words: readonly Pick<SpanWord, "from" | "to" | "shape">[];
}

/** How many special tokens stand around a window. */
export const framing = ({ begin, separator }: SpecialIds): number =>
  (begin === undefined ? 0 : 1) + (separator === undefined ? 0 : 1);

/** What is read of a window; of one without tokens, a token that stands for none. */
export function windowInput({ ids, words }: ReadText, window: TextWindow, special: SpecialIds): WindowInput {
  const { begin, separator, mask } = special;
  const own = window.to > window.from ? ids.subarray(window.from, window.to) : [mask];
  const before = begin === undefined ? [] : [begin];
  const shift = before.length - window.from;
  return {
    ids: Int32Array.from([...before, ...own, ...(separator === undefined ? [] : [separator])]),
    words: words.slice(window.words.from, window.words.to).map(({ from, to, shape }) => {
      return { from: from + shift, to: to + shift, shape };
    }),
  };
}

/**
 * Puts windows side by side.
 *
 * @param pad fills up ids
 * @param tokens to which all are filled up
 * @param words likewise
 */
export function collateWindows(
  windows: readonly WindowInput[],
  pad: number,
  tokens: number,
  words: number,
): Record<keyof SpanInputs, Tensor> {
  const count = windows.length;
  const filled = (width: number, value: number, numbersOf: (window: WindowInput) => ArrayLike<number>) => {
    const data = new Int32Array(count * width).fill(value);
    for (const [i, window] of windows.entries()) data.set(numbersOf(window), i * width);
    return { data, dims: [count, width] };
  };
  return {
    ids: filled(tokens, pad, ({ ids }) => ids),
    lengths: { data: Int32Array.from(windows, ({ ids }) => ids.length), dims: [count] },
    starts: filled(words, 0, (window) => window.words.map(({ from }) => from)),
    ends: filled(words, 0, (window) => window.words.map(({ to }) => to)),
    shapes: filled(words, 0, (window) => window.words.map(({ shape }) => shape)),
  };
}
