import { classOf, DIGIT, LETTER, MARK, SYMBOL, UNSPACED } from "./characters.js";

/** Letters that Unicode does not decompose, by the letters a plain keyboard gives for them. */
const plainLetters: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ø: "o",
    ł: "l",
    đ: "d",
    ð: "d",
    þ: "th",
    ı: "i",
    ȷ: "j",
    ħ: "h",
    ŧ: "t",
    ŋ: "n",
    ĸ: "k",
    ƀ: "b",
    ɓ: "b",
    ɗ: "d",
    ɖ: "d",
    ƙ: "k",
    ƴ: "y",
    ə: "e",
    ɛ: "e",
    ɔ: "o",
    // Lower-casing gives the final form at the end of a word only, so "ΟΔΟΣ" and "οδοσ" would differ.
    ς: "σ",
    "&": "and",
    "♯": "#",
  }),
);

/**
 * What is dropped after NFKD: accents, Hebrew and Arabic points, the Arabic lengthening stroke, apostrophe-like
 * letters, invisible characters and variation selectors. The vowel signs of Indic scripts and the voicing marks
 * of kana are marks too, but without them the word is another one, so they stay.
 */
const dropped =
  /[\u0300-\u036f\u0483-\u0489]|[\u0591-\u05c7]|[\u0610-\u061a\u064b-\u065f\u0670]|[\u1ab0-\u1aff\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe00-\ufe0f\ufe20-\ufe2f]|[\u02b9-\u02bf\u02c8\u0640]|\p{Cf}/gu;

/** The whole rule, for any text: see {@link foldToken}. */
function foldAny(word: string): string {
  const letters = Array.from(word.normalize("NFKD").replace(dropped, "").toLowerCase());
  let out = "";
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i] as string;
    const plain = plainLetters.get(letter);
    if (plain !== undefined) {
      out += plain;
      continue;
    }
    const kind = classOf(letter.codePointAt(0) as number);
    if (kind === LETTER || kind === DIGIT || kind === UNSPACED || kind === SYMBOL || kind === MARK)
      out += letter;
    else if (letter === "." && isDigit(letters[i - 1]) && isDigit(letters[i + 1])) out += letter;
  }
  // NFKD takes Hangul syllables and voiced kana apart; they go back together.
  return out.normalize("NFC");
}

function isDigit(letter: string | undefined): boolean {
  return letter !== undefined && classOf(letter.codePointAt(0) as number) === DIGIT;
}

/** Latin, Greek and Cyrillic with their accents: every character folds by itself there. */
const TABLE_SIZE = 0x530;
const table: (string | undefined)[] = new Array(TABLE_SIZE).fill(undefined);

const FULL_STOP = 0x2e;
const isAsciiDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/**
 * The norm of one token, under which different spellings of it meet: compatibility decomposition (NFKD,
 * Unicode Standard Annex 15), accents dropped, letters that do not decompose replaced (ß, æ, ø, ł …), lower
 * case, and everything dropped that is not a letter, a digit or a symbol. A full stop between digits stays, so
 * that "2.0" is not "20"; "&" becomes "and".
 *
 * @example
 * ```ts
 * foldToken("Márquez"); // "marquez"
 * foldToken("U.S."); // "us"
 * foldToken("O’Brien"); // "obrien"
 * foldToken("-"); // ""
 * ```
 */
export function foldToken(word: string): string {
  let out = "";
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i);
    if (unit >= TABLE_SIZE) {
      // U+2019 is dropped wherever it stands; anything else may depend on its neighbours.
      if (unit === 0x2019) continue;
      return foldAny(word);
    }
    if (unit === FULL_STOP) {
      const before = word.charCodeAt(i - 1);
      const after = word.charCodeAt(i + 1);
      // Beyond ASCII a neighbour may turn into a digit or into nothing.
      if (before >= 0x80 || after >= 0x80) return foldAny(word);
      if (isAsciiDigit(before) && isAsciiDigit(after)) out += ".";
      continue;
    }
    let folded = table[unit];
    if (folded === undefined) {
      folded = foldAny(String.fromCharCode(unit));
      table[unit] = folded;
    }
    out += folded;
  }
  return out;
}
