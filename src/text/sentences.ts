import { ABBREVIATIONS, BEFORE_NUMBER, MAX_ABBREVIATION, startsSentence, TITLES } from "./abbreviations.js";
import { classAt, classOf, DIGIT, insidePair, isLower, isUpper, LETTER, SPACE } from "./characters.js";

/** A stretch of a text. Offsets are UTF-16 units, end-exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** Longest sentence, in UTF-16 units; a longer one is cut at white space, or anywhere where there is none. */
export const MAX_SENTENCE = 5000;

const FULL_STOP = 0x2e;
const PARAGRAPH_SEPARATOR = 0x2029;
/** Ends a sentence where white space follows. */
const isTerminator = (unit: number): boolean =>
  unit === FULL_STOP || unit === 0x21 || unit === 0x3f || unit === 0x2026 || unit === 0x203d;
/** Ends a sentence by itself: 。！？｡ and the danda ।. */
const isFullWidthTerminator = (unit: number): boolean =>
  unit === 0x3002 || unit === 0xff01 || unit === 0xff1f || unit === 0xff61 || unit === 0x964;
const CLOSERS = new Set(Array.from("\"')]}’”»›」』）】", (closer) => closer.charCodeAt(0)));
const OPENERS = new Set(Array.from("\"'([{‘“«‹「『（【¿¡", (opener) => opener.charCodeAt(0)));
/** Openers looked past at the start of the next sentence. */
const MAX_OPENERS = 4;

/**
 * The sentences of a text: trimmed, in order, not overlapping, covering every character that is not white space.
 *
 * The rules are those of Unicode Standard Annex 29 with these changes. No sentence ends after a title ("Mr.");
 * after another abbreviation or an initial one ends only where the next word is a typical beginning ("in the
 * U.S. The …"). None ends before a small letter, so that "Yahoo! is" holds together. A single line break is
 * white space, a blank line always ends a sentence. Time is linear in the length of the text.
 *
 * @example
 * ```ts
 * sentences("Mr. Smith left. He was late."); // [{ start: 0, end: 15 }, { start: 16, end: 28 }]
 * ```
 */
export function sentences(text: string): Span[] {
  const spans: Span[] = [];
  /** Start of the sentence being read; -1 between sentences. */
  let start = -1;
  /** End of what has been read of it without the white space behind. */
  let end = 0;
  /** The last white space inside it: where it ends before and goes on after. */
  let gapStart = -1;
  let gapEnd = -1;
  const close = (): void => {
    if (start >= 0) spans.push({ start, end });
    start = -1;
    gapStart = -1;
  };
  let at = 0;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (classOf(unit) === SPACE) {
      const next = skipSpace(text, at);
      if (isParagraphBreak(text, at, next)) close();
      gapStart = at;
      gapEnd = next;
      at = next;
      continue;
    }
    const size = insidePair(text, at + 1) ? 2 : 1;
    if (start >= 0 && at + size - start > MAX_SENTENCE) {
      const next = gapStart >= 0 ? gapEnd : at;
      if (gapStart >= 0) end = gapStart;
      close();
      start = next;
    }
    if (start < 0) {
      start = at;
      gapStart = -1;
    }
    if (isTerminator(unit) || isFullWidthTerminator(unit)) {
      const next = skipTerminators(text, at, Math.min(text.length, start + MAX_SENTENCE));
      end = next;
      // The whole run is judged at once; judging its rest again would take quadratic time.
      if (ends(text, start, at, next)) close();
      at = next;
      continue;
    }
    at += size;
    end = at;
  }
  close();
  return spans;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && classOf(text.charCodeAt(at)) === SPACE) at++;
  return at;
}

/** Whether a run of white space holds a blank line or a paragraph separator. */
function isParagraphBreak(text: string, start: number, end: number): boolean {
  let lines = 0;
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit === PARAGRAPH_SEPARATOR) return true;
    // "\r\n" is one line break, a lone "\r" is one too.
    if (unit === 0x0a || unit === 0x2028 || (unit === 0x0d && text.charCodeAt(i + 1) !== 0x0a)) lines++;
  }
  return lines >= 2;
}

/** Behind the terminators at `start` and the closing quotes and brackets after them, at most `limit`. */
function skipTerminators(text: string, start: number, limit: number): number {
  let at = start;
  while (at < limit && (isTerminator(text.charCodeAt(at)) || isFullWidthTerminator(text.charCodeAt(at))))
    at++;
  while (at < limit && CLOSERS.has(text.charCodeAt(at))) at++;
  return at;
}

/** Whether the sentence from `start` ends at `next`, behind the terminator at `at`. */
function ends(text: string, start: number, at: number, next: number): boolean {
  if (isFullWidthTerminator(text.charCodeAt(at))) return true;
  if (next < text.length && classOf(text.charCodeAt(next)) !== SPACE) return false;
  let following = skipSpace(text, next);
  if (following === text.length) return true;
  for (let i = 0; i < MAX_OPENERS && OPENERS.has(text.charCodeAt(following)); i++) following++;
  if (isLower(text.charCodeAt(following))) return false;
  if (text.charCodeAt(at) !== FULL_STOP || next !== at + 1) return true;
  return fullStopEnds(text, start, at, following);
}

/** Whether the full stop at `at` ends the sentence, where the next word starts at `following`. */
function fullStopEnds(text: string, start: number, at: number, following: number): boolean {
  let wordStart = at;
  while (wordStart > start && at - wordStart <= MAX_ABBREVIATION) {
    const unit = text.charCodeAt(wordStart - 1);
    if (unit !== FULL_STOP && classOf(unit) !== LETTER) break;
    wordStart--;
  }
  const word = text.slice(wordStart, at);
  if (word === "") return !isEnumerator(text, start, at);
  if (TITLES.has(word)) return false;
  if (BEFORE_NUMBER.has(word)) return classAt(text, following) !== DIGIT;
  const initial = word.length === 1 && isUpper(word.charCodeAt(0));
  const dotted = word.includes(".") && word.split(".").every((piece) => piece.length <= 2);
  return initial || dotted || ABBREVIATIONS.has(word) ? startsSentence(text, following) : true;
}

/** Whether all there is of the sentence before `at` is the number of a list item, as in "2. Paris". */
function isEnumerator(text: string, start: number, at: number): boolean {
  if (at - start > 3) return false;
  for (let i = start; i < at; i++) if (classOf(text.charCodeAt(i)) !== DIGIT) return false;
  return true;
}
