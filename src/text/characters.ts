/** The classes of characters that tokens are made of. */
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 3;
/** Combining marks and invisible format characters: part of the word they stand in, never the start of one. */
export const MARK = 4;
/** Letters of scripts written without spaces, and emoji: only a dictionary or a grapheme rule can divide them. */
export const UNSPACED = 5;
export const SYMBOL = 6;
export const PUNCTUATION = 7;

const TABLE_SIZE = 0x20000;
/** Filled as characters are met: 0 = not yet classified. */
const table = new Uint8Array(TABLE_SIZE);

const unspacedScript =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const letterMarkOrNumber = /[\p{L}\p{M}\p{N}]/u;
const emoji = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/u;
// Legal marks say nothing about the name they follow; the bar and the minus sign stand where a dash would.
const notASymbol = /[\p{Sk}©®™℠|\u2212]/u;
const symbol = /[\p{S}&#%@]/u;

function classify(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  if (/\s/.test(character)) return SPACE;
  // Combining diacritics are shared by all scripts, kana included, so they are no sign of an unspaced one.
  if (codePoint >= 0x300 && codePoint <= 0x36f) return MARK;
  if (unspacedScript.test(character) && letterMarkOrNumber.test(character)) return UNSPACED;
  if (codePoint > 0x2190 && emoji.test(character)) return UNSPACED;
  if (/[\p{M}\p{Cf}]/u.test(character)) return MARK;
  if (/[\p{L}\p{Nl}]/u.test(character)) return LETTER;
  if (/\p{N}/u.test(character)) return DIGIT;
  return symbol.test(character) && !notASymbol.test(character) ? SYMBOL : PUNCTUATION;
}

/** The class of a code point; a lone surrogate is `PUNCTUATION`. */
export function classOf(codePoint: number): number {
  if (codePoint >= TABLE_SIZE) return classify(codePoint);
  let found = table[codePoint] as number;
  if (found === 0) {
    found = classify(codePoint);
    table[codePoint] = found;
  }
  return found;
}

/** The class of the character that starts at `index` of `text`; `SPACE` at and beyond either end. */
export function classAt(text: string, index: number): number {
  const code = text.codePointAt(index);
  return code === undefined ? SPACE : classOf(code);
}

/** Whether `index` lies between the two halves of a surrogate pair. */
export function insidePair(text: string, index: number): boolean {
  if (index <= 0 || index >= text.length) return false;
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
}

/** Whether a UTF-16 unit is an apostrophe as people type it: ' ’ ‘ ＇ */
export function isApostrophe(unit: number): boolean {
  return unit === 0x27 || unit === 0x2019 || unit === 0x2018 || unit === 0xff07;
}

/** Whether the UTF-16 unit is a capital letter. Letters beyond the basic plane count as caseless. */
export function isUpper(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a;
  const letter = String.fromCharCode(unit);
  return letter.toLowerCase() !== letter;
}

/** Whether the UTF-16 unit is a small letter. Letters beyond the basic plane count as caseless. */
export function isLower(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x61 && unit <= 0x7a;
  const letter = String.fromCharCode(unit);
  return letter.toUpperCase() !== letter && letter.toLowerCase() === letter;
}
