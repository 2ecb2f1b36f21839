/**
 * A small number for each code point, computed once for those that are met: one byte of table for each of Unicode's
 * 1,114,112.
 */
export class CodePointTable {
  /** 0 = not met yet, else the class and 1. */
  readonly #table = new Uint8Array(0x110000);
  readonly #classify: (character: string) => number;

  /** @param classify gives 0 to 254 */
  constructor(classify: (character: string) => number) {
    this.#classify = classify;
  }

  of(codePoint: number): number {
    const known = this.#table[codePoint] as number;
    if (known !== 0) return known - 1;
    const found = this.#classify(String.fromCodePoint(codePoint));
    this.#table[codePoint] = found + 1;
    return found;
  }
}

/** What the `tokenizers` library takes for white space and for parts of words; \s and \w of JavaScript are others. */
export const WHITE_SPACE = "\\p{White_Space}";
export const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";

const ascii = /^[\0-\x7f]*$/;

/** Whether a text is ASCII alone. */
export function isAscii(text: string): boolean {
  return ascii.test(text);
}

/**
 * The text with U+FFFD for each half of a surrogate pair that stands alone, as it is when it comes out of UTF-8. The
 * length stays.
 */
export function wellFormed(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text.replace(/\p{Surrogate}/gu, "\ufffd") : text;
}
