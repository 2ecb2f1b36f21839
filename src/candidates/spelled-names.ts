import type { AliasEntry } from "../kb/postings.js";
import { isUpper } from "../text/characters.js";
import { type Token, tokenise } from "../text/tokens.js";

/** Longest name, in words. */
const MAX_WORDS = 8;
/** Marks that may stand inside a name. */
const INSIDE = /^[.\-‐‑–'’]$/u;

/**
 * The longest names of several words that a text writes with capitals and the KB knows, from left to right. Lines in capitals have
 * none: there every word would begin one. O(tokens) lookups.
 *
 * @param lookup of a KB
 * @example
 * ```ts
 * spelledNames("Then Grace Hopper spoke.", (key) => kb.lookup(key)); // [{ start: 5, end: 17 }]
 * ```
 */
export function spelledNames(
  text: string,
  lookup: (key: string) => AliasEntry,
): { start: number; end: number }[] {
  const names: { start: number; end: number }[] = [];
  let offset = 0;
  for (const line of text.split("\n")) {
    if (/\p{Ll}/u.test(line)) {
      const tokens = tokenise(line);
      for (let from = 0; from < tokens.length; ) {
        const to = nameEnd(line, tokens, from, lookup);
        if (to > from)
          names.push({
            start: offset + (tokens[from] as Token).start,
            end: offset + (tokens[to - 1] as Token).end,
          });
        from = Math.max(from + 1, to);
      }
    }
    offset += line.length + 1;
  }
  return names;
}

/** Where the longest known name of two words or more that starts at a token ends; 0 where there is none. */
function nameEnd(
  line: string,
  tokens: readonly Token[],
  from: number,
  lookup: (key: string) => AliasEntry,
): number {
  const capital = (token: Token): boolean => isUpper(line.charCodeAt(token.start));
  if (!capital(tokens[from] as Token)) return 0;
  let key = "";
  let words = 0;
  let end = 0;
  for (let to = from; to < tokens.length && words < MAX_WORDS; to++) {
    const token = tokens[to] as Token;
    if (token.norm === "") {
      if (token.kind === "possessive" || !INSIDE.test(line.slice(token.start, token.end))) break;
      continue;
    }
    key = key === "" ? token.norm : `${key} ${token.norm}`;
    words++;
    const entry = lookup(key);
    if (words > 1 && capital(token) && entry.postings.length > 0) end = to + 1;
    if (!entry.longer) break;
  }
  return end;
}
