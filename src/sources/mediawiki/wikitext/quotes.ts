const APOSTROPHE = 0x27;

/** How many apostrophes stand at `at`. */
export function apostrophes(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === APOSTROPHE) end++;
  return end - at;
}

/**
 * The one `'''` of a line that is an apostrophe before italics, as in "l'''Iliade''": its offset, or -1.
 *
 * MediaWiki takes one where both bold and italics would be left open: the first that stands behind a word of one letter,
 * else behind a longer word, else behind a blank (Parser::doQuotes).
 */
export function apostropheOfLine(text: string, start: number, end: number): number {
  let bold = 0;
  let italics = 0;
  let afterLetter = -1;
  let afterWord = -1;
  let afterBlank = -1;
  for (let at = text.indexOf("''", start); at >= 0 && at < end; ) {
    const run = apostrophes(text, at);
    if (run === 2 || run >= 5) italics++;
    if (run >= 3) bold++;
    if (run === 3) {
      const first = text[at - 1];
      const second = text[at - 2];
      if (first === " ") afterBlank = afterBlank < 0 ? at : afterBlank;
      else if (second === " ") afterLetter = afterLetter < 0 ? at : afterLetter;
      else afterWord = afterWord < 0 ? at : afterWord;
    }
    at = text.indexOf("''", at + run);
  }
  if (bold % 2 === 0 || italics % 2 === 0) return -1;
  if (afterLetter >= 0) return afterLetter;
  return afterWord >= 0 ? afterWord : afterBlank;
}

/** Asks {@link apostropheOfLine} once for each line of a text, whose lines must come in order. */
export class LineQuotes {
  #end = -1;
  #apostrophe = -1;

  /** Whether the three apostrophes at `at` are the one of their line that is an apostrophe before italics. */
  isApostrophe(text: string, at: number): boolean {
    if (at >= this.#end) {
      const start = text.lastIndexOf("\n", at) + 1;
      const newline = text.indexOf("\n", at);
      this.#end = newline < 0 ? text.length : newline;
      this.#apostrophe = apostropheOfLine(text, start, this.#end);
    }
    return this.#apostrophe === at;
  }
}
