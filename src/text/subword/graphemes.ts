const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
/** Most units that are given to the segmenter at once: its time grows with the square of the length. */
const MAX_RUN = 256;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/**
 * Calls back with each extended grapheme cluster of a text (Unicode Standard Annex 29): what a reader sees as one
 * character. Two ASCII characters are never one, other than the two of a line end; the segmenter is asked only
 * elsewhere. A run of 256 units without two ASCII characters in a row is cut there.
 */
export function forEachGrapheme(text: string, visit: (grapheme: string) => void): void {
  const { length } = text;
  const ascii = (at: number): boolean => at >= length || text.charCodeAt(at) < 0x80;
  for (let at = 0; at < length; ) {
    if (ascii(at) && ascii(at + 1)) {
      const lineEnd = text.charCodeAt(at) === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED;
      visit(lineEnd ? "\r\n" : (text[at] as string));
      at += lineEnd ? 2 : 1;
      continue;
    }
    let end = at + 1;
    while (end < length && end - at < MAX_RUN && !(ascii(end) && ascii(end - 1))) end++;
    if (text.charCodeAt(end - 1) === CARRIAGE_RETURN && end - 1 > at) end--;
    if ((text.charCodeAt(end) & 0xfc00) === 0xdc00) end++;
    for (const { segment } of segmenter.segment(text.slice(at, end))) visit(segment);
    at = end;
  }
}
