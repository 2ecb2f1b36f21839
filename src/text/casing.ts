import { classOf, DIGIT, isLower, isUpper, LETTER, MARK, UNSPACED } from "./characters.js";

/** How a name is written, as bit flags, so that all the casings an alias was seen in fit one number. */
export const Casing = { lower: 1, title: 2, upper: 4, mixed: 8 } as const;

/** Short words that stay small inside a title: "Bank of England", "Ludwig van Beethoven". */
const functionWords: ReadonlySet<string> = new Set(
  `of the and de la von van in for on at a an to by with or as from du des del della der den di da do dos le les
  et y e und zu zur al el bin ibn d l`.split(/\s+/),
);
const MAX_FUNCTION_WORD = 5;

const BREAK = 0;
/** Divides the parts of one word: hyphens, full stops, apostrophes. */
const JOINT = 1;
const NUMBER = 2;
const CASELESS = 3;
const SMALL = 4;
const CAPITAL = 5;

function kindOf(unit: number): number {
  if (unit < 0x80) {
    if (unit >= 0x61 && unit <= 0x7a) return SMALL;
    if (unit >= 0x41 && unit <= 0x5a) return CAPITAL;
    if (unit >= 0x30 && unit <= 0x39) return NUMBER;
    return unit === 0x2d || unit === 0x2e || unit === 0x27 ? JOINT : BREAK;
  }
  if ((unit >= 0x2010 && unit <= 0x2012) || unit === 0x2019 || unit === 0x2018 || unit === 0xb7) return JOINT;
  const kind = classOf(unit);
  if (kind === DIGIT) return NUMBER;
  if (kind !== LETTER) return kind === MARK || kind === UNSPACED ? CASELESS : BREAK;
  if (isLower(unit)) return SMALL;
  return isUpper(unit) ? CAPITAL : CASELESS;
}

/**
 * The casing of a surface form: one of the flags of {@link Casing}, or two for a lone letter.
 *
 * - `lower`: no capital at all ("jaguar", "1990s"); also text without letters, or of a script without case.
 * - `upper`: no small letter and at least one capital ("US", "U.S.", "AT&T", "B-52").
 * - `title | upper`: a single capital letter ("A"), which is both.
 * - `title`: every word starts with a capital and is otherwise all small or all capitals ("Jaguar", "NBC News",
 *   "O'Brien", "X-ray"); words such as "of" and "van" may be small, words with a leading digit are free.
 * - `mixed`: everything else ("iPhone", "McDonald", "tiger lily Rose").
 *
 * @example
 * ```ts
 * casingOf("Bank of England") === Casing.title;
 * casingOf("eBay") === Casing.mixed;
 * ```
 */
export function casingOf(surface: string): number {
  let hasSmall = false;
  let hasCapital = false;
  let regular = true;
  /** The word being read: where it starts, and whether it began with a capital or a digit. */
  let wordStart = -1;
  let excused = false;
  let smallStart = false;
  /** The part being read, between joints: its letters so far. */
  let capitals = 0;
  let smalls = 0;
  for (let i = 0; i <= surface.length; i++) {
    const kind = i < surface.length ? kindOf(surface.charCodeAt(i)) : BREAK;
    if (kind === SMALL) {
      if (capitals > 1) regular = false;
      if (wordStart < 0) {
        wordStart = i;
        smallStart = true;
      } else if (!excused) smallStart = true;
      hasSmall = true;
      smalls++;
    } else if (kind === CAPITAL) {
      if (smalls > 0) regular = false;
      if (wordStart < 0) wordStart = i;
      if (!smallStart) excused = true;
      hasCapital = true;
      capitals++;
    } else if (kind === NUMBER || kind === CASELESS) {
      if (wordStart < 0) {
        wordStart = i;
        excused = kind === NUMBER;
      }
    } else {
      capitals = 0;
      smalls = 0;
      // The first part decides: "al-Qaeda" begins with a function word, "i-Mode" with none.
      if (smallStart && !isFunctionWord(surface, wordStart, i)) regular = false;
      if (kind === BREAK || smallStart) {
        wordStart = -1;
        excused = false;
        smallStart = false;
      }
    }
  }
  if (!hasCapital) return Casing.lower;
  if (!hasSmall) return surface.length === 1 ? Casing.title | Casing.upper : Casing.upper;
  return regular ? Casing.title : Casing.mixed;
}

function isFunctionWord(surface: string, start: number, end: number): boolean {
  return end - start <= MAX_FUNCTION_WORD && functionWords.has(surface.slice(start, end));
}
