import type { TokenRange } from "../encoders/mention-window.js";
import type { ReadText, SpanWord } from "./span-words.js";

/** A stretch of a text that is read at once. */
export interface TextWindow extends TokenRange {
  /** Its words, of which the first and the last are whole: their places among the words of the text. */
  words: { from: number; to: number };
}

/**
 * A stretch of a text with the words that are whole in it.
 *
 * @param first a word before which none begins in it, to begin looking from
 */
export function windowOf(words: readonly SpanWord[], { from, to }: TokenRange, first = 0): TextWindow {
  let begin = first;
  while (begin < words.length && (words[begin] as SpanWord).from < from) begin++;
  let end = begin;
  while (end < words.length && (words[end] as SpanWord).to <= to) end++;
  return { from, to, words: { from: begin, to: end } };
}

/**
 * All windows of a text, in order. They overlap by half; in which of them a span is read, `windowStart` says.
 *
 * @param size tokens of a window
 */
export function textWindows({ ids, words }: ReadText, size: number): TextWindow[] {
  const windows: TextWindow[] = [];
  const half = Math.max(1, Math.floor(size / 2));
  const last = Math.max(0, ids.length - size);
  for (let at = 0; ; at += half) {
    const from = Math.min(at, last);
    const to = Math.min(ids.length, from + size);
    windows.push(windowOf(words, { from, to }, windows.at(-1)?.words.from));
    if (from === last) return windows;
  }
}
