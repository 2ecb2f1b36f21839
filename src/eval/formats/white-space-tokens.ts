import type { Span } from "../dataset.js";

/** White space of Python's `str.split()`, which JavaScript's `\s` is not: it has the separators U+001C to U+001F and U+0085, and no U+FEFF. */
const TOKEN = /(?:[^\s\u001c-\u001f\u0085]|\ufeff)+/g;

/**
 * The places of a text's tokens, divided at white space as Python does: token `i` is `text.split()[i]` there.
 *
 * @example
 * ```ts
 * whiteSpaceTokens("To  Lyon ."); // [{ start: 0, end: 2 }, { start: 4, end: 8 }, { start: 9, end: 10 }]
 * ```
 */
export function whiteSpaceTokens(text: string): Span[] {
  return Array.from(text.matchAll(TOKEN), ({ index, 0: token }) => ({
    start: index,
    end: index + token.length,
  }));
}
