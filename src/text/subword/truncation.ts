import { NamesakeError } from "../../errors.js";
import type { Side } from "./encoding.js";
import type { TokenBuffer } from "./token-buffer.js";

/** How long encodings are made shorter. */
export interface Truncation {
  /** Most tokens of an encoding, special ones included. */
  maxLength: number;
  /** Which end of a text is lost. */
  side: Side;
  /** Of a pair, which text is cut: the longer one first, the first only, the second only. */
  strategy: "longestFirst" | "onlyFirst" | "onlySecond";
  /** Tokens that a window shares with the one before; windows only. */
  stride: number;
}

/** A part of the tokens of a text. */
export interface TokenRange {
  from: number;
  to: number;
}

/** Tokens of a text, of which a part is taken. */
export interface ReadText {
  tokens: TokenBuffer;
  range: TokenRange;
}

/**
 * How many tokens of each text fit.
 *
 * @param lengths tokens of one text, or of two
 * @param added special tokens that will be put around them
 * @throws {NamesakeError} OPTION_INVALID where there is no room for text; TEXT_INVALID where the text that may not be
 * cut is itself too long
 */
export function roomFor(lengths: readonly number[], added: number, truncation: Truncation): number[] {
  const limit = truncation.maxLength - added;
  if (limit <= 0)
    throw new NamesakeError("OPTION_INVALID", {
      option: "maxLength",
      expected: `more than the ${added} special tokens`,
      found: String(truncation.maxLength),
    });
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total <= limit) return [...lengths];
  const [first = 0, second] = lengths;
  if (truncation.strategy === "longestFirst")
    return second === undefined ? [limit] : shareRoom(first, second, limit);
  const cut = truncation.strategy === "onlyFirst" ? 0 : 1;
  const room = limit - (total - (lengths[cut] ?? 0));
  if (lengths[cut] !== undefined && room > 0) return lengths.map((length, i) => (i === cut ? room : length));
  throw new NamesakeError("TEXT_INVALID", {
    expected: `texts of which the ${cut === 0 ? "first" : "second"} can be cut to ${limit} tokens in all`,
    found: `${lengths.join(" and ")} tokens`,
  });
}

/** Cuts the longer text down to the shorter, and then both. */
function shareRoom(first: number, second: number, limit: number): [number, number] {
  const shorter = Math.min(first, second);
  if (shorter <= limit - shorter) return first <= second ? [first, limit - first] : [limit - second, second];
  const half = Math.floor(limit / 2);
  return first <= second ? [half, limit - half] : [limit - half, half];
}

/** The tokens that stay: `room` of them, from one end. */
export function kept(length: number, room: number, side: Side): TokenRange {
  return side === "right" ? { from: 0, to: room } : { from: length - room, to: length };
}

/**
 * Ranges of `room` tokens that cover `length` of them, each sharing `stride` tokens with the one before; the first is
 * at the end that truncation keeps.
 *
 * @throws {NamesakeError} OPTION_INVALID where the windows would not advance
 */
export function windowsOf(length: number, room: number, stride: number, side: Side): TokenRange[] {
  if (length <= room) return [{ from: 0, to: length }];
  if (stride < 0 || stride >= room)
    throw new NamesakeError("OPTION_INVALID", {
      option: "stride",
      expected: `a number of tokens from 0 to ${room - 1}, below the ${room} that a window holds`,
      found: String(stride),
    });
  const ranges: TokenRange[] = [];
  for (let at = 0; ; at += room - stride) {
    const last = at + room >= length;
    if (side === "right") ranges.push({ from: at, to: last ? length : at + room });
    else ranges.push({ from: last ? 0 : length - at - room, to: length - at });
    if (last) return ranges;
  }
}
