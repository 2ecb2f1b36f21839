import type { Encoding } from "../../text/subword/encoding.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { tokenise } from "../../text/tokens.js";
import { wordShape } from "../../text/word-shape.js";
import { type TokenRange, tokensOf } from "../encoders/mention-window.js";

/** A word or mark of a text: mentions begin and end with words, and never inside of one. */
export interface SpanWord extends TokenRange {
  /** Where it stands in the text, in UTF-16 units. */
  start: number;
  end: number;
  /** How it is written; see `wordShape`. */
  shape: number;
}

/** A text as it is read. */
export interface ReadText {
  /** Its subword tokens, without special ones. */
  ids: Int32Array;
  words: readonly SpanWord[];
}

/** Reads a text of any length. A token that goes over the end of a word belongs to both words. */
export function readText(text: string, tokeniser: Tokeniser): ReadText {
  const tokens: Encoding = tokeniser.encode(text, { specialTokens: false, truncation: null, padding: null });
  const words = tokenise(text).map((word): SpanWord => {
    const { start, end } = word;
    return {
      start,
      end,
      shape: wordShape(word, text.slice(start, end)),
      ...tokensOf(tokens, { start, end }),
    };
  });
  return { ids: tokens.ids, words };
}
