import type { InputSettings, SpecialIds } from "./settings.js";

/** Tokens from `from` to before `to`. */
export interface TokenRange {
  from: number;
  to: number;
}

/** A stretch of a text as an encoder reads it. */
export interface MentionWindow {
  ids: Int32Array;
  /** Where the mention stands in it, markers included. */
  mention: TokenRange;
}

/**
 * How many tokens are shown on either side of a mention: half of the room each, and what one side has no use for goes to the
 * other.
 *
 * @param room tokens for both sides together
 * @param left how many there are before the mention
 * @param right how many there are behind it
 * @example
 * ```ts
 * balancedQuotas(10, 3, 100); // { left: 3, right: 7 }
 * balancedQuotas(0, 3, 100); // { left: 0, right: 0 }
 * ```
 */
export function balancedQuotas(room: number, left: number, right: number): { left: number; right: number } {
  const space = Math.max(0, room);
  const half = Math.floor(space / 2);
  const before = Math.min(left, Math.max(half, space - right));
  return { left: before, right: Math.min(right, space - before) };
}

/**
 * A mention with the words around it: [begin] left [mention start] mention [mention end] right [separator], the marks only where
 * the settings ask for them.
 *
 * @param text the ids of the whole text, without special ones
 * @param mention which of them are the mention; may be empty where a mention has no token
 * @param shift moves the window by this many tokens to the right, as far as there is text; 0 = the mention in the middle
 */
export function mentionWindow(
  text: ArrayLike<number>,
  mention: TokenRange,
  { markers, contextTokens, mentionTokens }: InputSettings,
  special: SpecialIds,
  shift = 0,
): MentionWindow {
  const { begin, separator, mentionStart, mentionEnd } = special;
  const marks = (markers ? 2 : 0) + (begin === undefined ? 0 : 1) + (separator === undefined ? 0 : 1);
  const to = Math.min(mention.to, mention.from + Math.min(mentionTokens, contextTokens - marks));
  const shown = to - mention.from;
  const room = contextTokens - marks - shown;
  const [before, behind] = [mention.from, text.length - mention.to];
  const quotas = balancedQuotas(room, before, behind);
  const farthest = Math.min(quotas.left, behind - quotas.right);
  const nearest = -Math.min(quotas.right, before - quotas.left);
  const moved = Math.max(nearest, Math.min(farthest, Math.round(shift)));
  const [left, right] = [quotas.left - moved, quotas.right + moved];
  const ids: number[] = [];
  const push = (from: number, end: number) => {
    for (let i = from; i < end; i++) ids.push(text[i] as number);
  };
  if (begin !== undefined) ids.push(begin);
  push(mention.from - left, mention.from);
  const from = ids.length;
  if (markers) ids.push(mentionStart);
  push(mention.from, to);
  if (markers) ids.push(mentionEnd);
  const end = ids.length;
  push(mention.to, mention.to + right);
  if (separator !== undefined) ids.push(separator);
  return { ids: Int32Array.from(ids), mention: { from, to: end } };
}

/**
 * The stretch of a text that so many words around a mention make, the mention with it, by {@link balancedQuotas}.
 *
 * @param mention UTF-16 offsets
 * @param words between spaces, of both sides together
 * @param reach UTF-16 units to either side that are looked at
 */
export function wordsAround(
  text: string,
  { start, end }: { start: number; end: number },
  words: number,
  reach: number,
): { start: number; end: number } {
  const from = Math.max(0, start - reach);
  const left = [...text.slice(from, start).matchAll(/\S+/g)];
  const right = [...text.slice(end, end + reach).matchAll(/\S+/g)];
  const quotas = balancedQuotas(words, left.length, right.length);
  const first = quotas.left === 0 ? undefined : left[left.length - quotas.left];
  const last = quotas.right === 0 ? undefined : right[quotas.right - 1];
  return {
    start: first === undefined ? start : from + first.index,
    end: last === undefined ? end : end + last.index + last[0].length,
  };
}

/** A stretch of a text with those of its mentions that are read in it. */
export interface SharedWindow extends TokenRange {
  /** Which mentions, by their place in the list. */
  mentions: number[];
}

/**
 * Where the window begins in which a stretch of a text is read, of those that overlap by half: that in which it stands nearest to
 * the middle, so that it has at least a quarter of a window before and behind it, where the text has.
 *
 * @param length tokens of the text
 * @param size tokens of a window
 */
export function windowStart(length: number, { from, to }: TokenRange, size: number): number {
  const half = Math.max(1, Math.floor(size / 2));
  const start = half * Math.round(((from + to) / 2 - half) / half);
  return Math.min(Math.max(0, length - size), Math.max(0, start));
}

/**
 * Divides a text into windows that are read once for all mentions in them, each where {@link windowStart} says.
 *
 * @param length tokens of the text
 * @param mentions in any order
 * @param size tokens of a window
 */
export function sharedWindows(length: number, mentions: readonly TokenRange[], size: number): SharedWindow[] {
  const windows = new Map<number, SharedWindow>();
  for (const [i, mention] of mentions.entries()) {
    const start = windowStart(length, mention, size);
    const window = windows.get(start) ?? { from: start, to: Math.min(length, start + size), mentions: [] };
    windows.set(start, window);
    window.mentions.push(i);
  }
  return [...windows.values()].sort((a, b) => a.from - b.from);
}

/**
 * Which tokens a stretch of text covers.
 *
 * @param tokens where the tokens of the text begin and end, in UTF-16 units, ascending
 */
export function tokensOf(
  { starts, ends }: { starts: Int32Array; ends: Int32Array },
  span: { start: number; end: number },
): TokenRange {
  const from = firstAbove(ends, span.start);
  const to = firstAbove(starts, span.end - 1);
  return { from, to: Math.max(from, to) };
}

/** The first place whose number is greater than a limit, in ascending numbers. */
function firstAbove(numbers: Int32Array, limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
