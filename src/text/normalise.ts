import { tokenise } from "./tokens.js";

export { foldToken } from "./fold.js";

/**
 * The key under which an alias is indexed, and with which a run of tokens is looked up: the norms of its tokens
 * that are not empty, joined by one space. Equal to
 * `tokenise(surface).map((t) => t.norm).filter(Boolean).join(" ")`, which is faster for plain ASCII.
 *
 * @returns "" where the surface has no letter, digit or symbol
 * @example
 * ```ts
 * normaliseAlias("Gabriel  García-Márquez"); // "gabriel garcia marquez"
 * normaliseAlias("U.S. Steel"); // "us steel"
 * ```
 */
export function normaliseAlias(surface: string): string {
  return plainKey(surface) ?? joinNorms(surface);
}

/** The key of ASCII letters, digits and single inner spaces, where every word is its own lower case. */
function plainKey(surface: string): string | undefined {
  let afterSpace = true;
  for (let i = 0; i < surface.length; i++) {
    const unit = surface.charCodeAt(i);
    if (unit === 0x20) {
      if (afterSpace) return undefined;
      afterSpace = true;
      continue;
    }
    const lower = unit | 0x20;
    if (!((lower >= 0x61 && lower <= 0x7a && unit < 0x80) || (unit >= 0x30 && unit <= 0x39)))
      return undefined;
    afterSpace = false;
  }
  return afterSpace ? undefined : surface.toLowerCase();
}

function joinNorms(surface: string): string {
  let key = "";
  for (const { norm } of tokenise(surface)) if (norm !== "") key += key === "" ? norm : ` ${norm}`;
  return key;
}

/** A normalised text with the way back: unit `i` of `text` came from `starts[i]` to `ends[i]` of the original. */
export interface NormalisedText {
  text: string;
  /** One UTF-16 offset into the original per UTF-16 unit of `text`. */
  starts: Uint32Array;
  /** As `starts`, end-exclusive. */
  ends: Uint32Array;
}

/**
 * Normalises a text as {@link normaliseAlias} does and keeps where everything came from. Every unit of a
 * token's norm points to the whole token; a space points to all that lies between its two tokens.
 *
 * @example
 * ```ts
 * const { text, starts, ends } = normaliseSpans("in the U.S. today");
 * const found = text.indexOf("us"); // the original is "U.S.", 7 to 11:
 * [starts[found], ends[found + 1]]; // [7, 11]
 * ```
 */
export function normaliseSpans(text: string): NormalisedText {
  const tokens = tokenise(text).filter((token) => token.norm !== "");
  let length = Math.max(0, tokens.length - 1);
  for (const token of tokens) length += token.norm.length;
  const starts = new Uint32Array(length);
  const ends = new Uint32Array(length);
  let at = 0;
  let previousEnd = -1;
  for (const { start, end, norm } of tokens) {
    if (previousEnd >= 0) {
      starts[at] = previousEnd;
      ends[at++] = start;
    }
    starts.fill(start, at, at + norm.length);
    ends.fill(end, at, at + norm.length);
    at += norm.length;
    previousEnd = end;
  }
  return { text: tokens.map((token) => token.norm).join(" "), starts, ends };
}
