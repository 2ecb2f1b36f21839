import { ABBREVIATIONS, BEFORE_NUMBER, MAX_ABBREVIATION, startsSentence, TITLES } from "./abbreviations.js";
import {
  classAt,
  classOf,
  DIGIT,
  insidePair,
  isApostrophe,
  isLower,
  isUpper,
  LETTER,
  MARK,
  SPACE,
  SYMBOL,
  UNSPACED,
} from "./characters.js";
import { foldToken } from "./fold.js";

/** A word, number or mark of a text. Offsets are UTF-16 units, end-exclusive. */
export interface Token {
  start: number;
  end: number;
  /** The form different spellings share; "" for punctuation and possessives. */
  norm: string;
  kind: "word" | "number" | "symbol" | "punctuation" | "possessive";
}

const FULL_STOP = 0x2e;
const COMMA = 0x2c;
const HYPHEN = 0x2d;
const MIDDLE_DOT = 0xb7;

const segmenter = new Intl.Segmenter("en", { granularity: "word" });
/** Longest run given to the segmenter at once, in UTF-16 units: its time grows with the square of the length. */
const MAX_RUN = 256;

const isS = (unit: number): boolean => unit === 0x73 || unit === 0x53;
const isWordClass = (kind: number): boolean => kind === LETTER || kind === DIGIT || kind === MARK;
/** UTF-16 units of the character at `index`. */
const width = (text: string, index: number): number => (insidePair(text, index + 1) ? 2 : 1);

/**
 * The tokens of a text, in order. White space yields none; every other character is in exactly one.
 *
 * Word boundaries follow Unicode Standard Annex 29, tailored to names: dotted abbreviations and initials keep
 * their full stop ("U.S.", "Mr.", "J."), the possessive is apart ("Jaguar" + "'s"), underscores divide, and a
 * full stop with no space after it divides two sentences ("end.Then"). Scripts written without spaces are
 * divided by the dictionaries of `Intl.Segmenter`; a run of them above 256 units is cut there. Time is linear
 * in the length of the text.
 *
 * @example
 * ```ts
 * tokenise("AT&T's J. Smith").map((t) => t.norm); // ["at", "and", "t", "", "j", "smith"]
 * ```
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.codePointAt(at) as number;
    const kind = classOf(code);
    if (kind === SPACE) at++;
    else if (kind === LETTER || kind === DIGIT) at = readWord(text, at, tokens);
    else if (kind === UNSPACED) at = readUnspaced(text, at, tokens);
    else at = readMark(text, at, code, kind, tokens);
  }
  return tokens;
}

/** A symbol, a punctuation mark, a stray combining mark or a possessive. */
function readMark(text: string, start: number, code: number, kind: number, tokens: Token[]): number {
  let end = start + (code > 0xffff ? 2 : 1);
  if (kind === SYMBOL) {
    tokens.push({ start, end, norm: foldToken(text.slice(start, end)), kind: "symbol" });
    return end;
  }
  if (isApostrophe(code)) {
    const last = tokens.at(-1);
    const attached = last !== undefined && last.end === start && last.norm !== "";
    const possessive = possessiveEnd(text, start, attached);
    if (possessive > 0) {
      tokens.push({ start, end: possessive, norm: "", kind: "possessive" });
      return possessive;
    }
  }
  if (kind === MARK) while (end < text.length && classAt(text, end) === MARK) end += width(text, end);
  tokens.push({ start, end, norm: "", kind: "punctuation" });
  return end;
}

/** Where the possessive that begins with the apostrophe at `start` ends; 0 where it is none. */
function possessiveEnd(text: string, start: number, attached: boolean): number {
  if (isS(text.charCodeAt(start + 1)) && !isWordClass(classAt(text, start + 2))) {
    const next = text.charCodeAt(start + 2);
    // Corpora write "Germany 's", but "'s-Hertogenbosch" is a town and 's' a quoted letter.
    if (attached || (next !== HYPHEN && !isApostrophe(next))) return start + 2;
  }
  const trailing = attached && isS(text.charCodeAt(start - 1)) && !isWordClass(classAt(text, start + 1));
  return trailing ? start + 1 : 0;
}

/** A run of an unspaced script or of emoji. */
function readUnspaced(text: string, start: number, tokens: Token[]): number {
  let end = start;
  for (let kind = UNSPACED; kind === UNSPACED || kind === MARK; kind = classAt(text, end)) {
    const next = end + width(text, end);
    if (next - start > MAX_RUN) break;
    end = next;
  }
  for (const piece of segmenter.segment(text.slice(start, end))) {
    tokens.push({
      start: start + piece.index,
      end: start + piece.index + piece.segment.length,
      norm: foldToken(piece.segment),
      kind: piece.isWordLike === true ? "word" : "symbol",
    });
  }
  return end;
}

/** A word or a number, from its first letter or digit. */
function readWord(text: string, start: number, tokens: Token[]): number {
  let at = start;
  let hasLetter = false;
  /** Letters and digits since the start or the last full stop. */
  let piece = 0;
  /** Whether the word is made of pieces such as those of "U.S" or "Ph.D". */
  let dotted = false;
  let shortPieces = true;
  let previous = 0;
  for (;;) {
    const unit = text.charCodeAt(at);
    const kind = classAt(text, at);
    if (isWordClass(kind)) {
      if (kind !== MARK) {
        piece++;
        previous = kind;
      }
      hasLetter ||= kind === LETTER;
      at += width(text, at);
    } else if (isApostrophe(unit) || unit === MIDDLE_DOT) {
      const joins = previous === LETTER && classAt(text, at + 1) === LETTER;
      if (!joins || (unit !== MIDDLE_DOT && possessiveEnd(text, at, true) > 0)) break;
      at++;
    } else if (unit === COMMA) {
      if (hasLetter || dotted || !groupsThousands(text, start, at)) break;
      at++;
    } else if (unit === FULL_STOP) {
      if (previous === DIGIT && classAt(text, at + 1) === DIGIT) {
        shortPieces = false;
      } else {
        if (!hasLetter) break;
        shortPieces &&= piece <= 2;
        const role = fullStop(text, start, at, piece, dotted && shortPieces);
        if (role === "abbreviates") at++;
        if (role !== "joins") break;
      }
      dotted = true;
      piece = 0;
      at++;
    } else break;
  }
  tokens.push({
    start,
    end: at,
    norm: foldToken(text.slice(start, at)),
    kind: hasLetter ? "word" : "number",
  });
  return at;
}

/** Whether the comma at `at` has one to three digits before it, and exactly three after it. */
function groupsThousands(text: string, start: number, at: number): boolean {
  let before = 0;
  while (at - before > start && classAt(text, at - before - 1) === DIGIT && before < 4) before++;
  let after = 0;
  while (classAt(text, at + 1 + after) === DIGIT && after < 4) after++;
  return before > 0 && before <= 3 && after === 3;
}

/**
 * What the full stop at `at` does to the word from `start`: it joins what follows ("U.S", "amazon.com"), it
 * belongs to the word as its last character ("Mr.", "U.S."), or it is apart from it.
 */
function fullStop(
  text: string,
  start: number,
  at: number,
  piece: number,
  dotted: boolean,
): "joins" | "abbreviates" | "apart" {
  const next = text.charCodeAt(at + 1);
  if (next === FULL_STOP) return "apart";
  const known = isAbbreviation(text, start, at) ? "abbreviates" : "apart";
  let following = 0;
  while (following < 3 && classAt(text, at + 1 + following) === LETTER) following++;
  if (following === 0) {
    if (dotted || (at === start + 1 && isInitial(text, at))) return "abbreviates";
    return known;
  }
  const previous = text.charCodeAt(at - 1);
  if (isLower(previous) && isLower(next)) return "joins";
  if (piece === 1) return following <= 2 ? "joins" : "abbreviates";
  if (piece === 2 && following === 1 && isUpper(text.charCodeAt(at - 2))) return "joins";
  return known;
}

/** Whether the full stop at `at`, after a single letter, is that of an initial: "J. Smith", "J.-P. Sartre". */
function isInitial(text: string, at: number): boolean {
  if (!isUpper(text.charCodeAt(at - 1))) return false;
  let next = at + 1;
  if (text.charCodeAt(next) === HYPHEN) return isUpper(text.charCodeAt(next + 1));
  if (classAt(text, next) === SPACE) next++;
  return isUpper(text.charCodeAt(next)) && !startsSentence(text, next);
}

function isAbbreviation(text: string, start: number, at: number): boolean {
  if (at - start > MAX_ABBREVIATION) return false;
  const word = text.slice(start, at);
  if (TITLES.has(word) || ABBREVIATIONS.has(word)) return true;
  if (!BEFORE_NUMBER.has(word)) return false;
  return classAt(text, classAt(text, at + 1) === SPACE ? at + 2 : at + 1) === DIGIT;
}
