import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { classOf, UNSPACED } from "../text/characters.js";
import { normaliseAlias } from "../text/normalise.js";
import type { Token } from "../text/tokens.js";
import type { Match } from "./sentence-view.js";

/** Longest name looked for, in characters. */
const MAX_CHARACTERS = 24;
/** Characters from which on a name is hardly there by chance: shorter ones begin and end where words do. */
const SURE = 3;

/**
 * The names of a KB in text without spaces. What a dictionary takes for words depends on what stands around them, so a name need not be
 * made of the words of its sentence: every stretch of characters is looked up as the name that it would be.
 *
 * @param text of the whole document
 * @returns matches by tokens, which the caller's tokens are cut to: see {@link cutAt}
 */
export function* unspacedNames(
  kb: KnowledgeBase,
  text: string,
  tokens: readonly Token[],
): Generator<{ start: number; end: number; key: string; postings: Match["postings"] }> {
  for (const run of runs(text, tokens)) {
    const characters = starts(text, run.start, run.end);
    for (const [i, start] of characters.entries())
      for (let length = Math.min(MAX_CHARACTERS, characters.length - i); length >= 2; length--) {
        const end = characters[i + length] ?? run.end;
        if (length < SURE && !(run.bounds.has(start) && run.bounds.has(end))) continue;
        const name = text.slice(start, end);
        if (EDGE.test(name)) continue;
        const key = normaliseAlias(name);
        const { postings } = kb.lookup(key);
        if (postings.length > 0) yield { start, end, key, postings };
      }
  }
}

interface Run {
  start: number;
  end: number;
  /** Where its words begin and end. */
  bounds: Set<number>;
}

/** A name has none of these marks at its edges. */
const EDGE = /^[・＝·]|[・＝·]$/u;
/** Marks between the parts of a foreign name. */
const JOINT = /^[・＝·]$/u;

/** Stretches of tokens of unspaced scripts with nothing between them. */
function* runs(text: string, tokens: readonly Token[]): Generator<Run> {
  let run: Run | undefined;
  for (const { start, end, kind } of tokens) {
    const unspaced = kind === "word" && classOf(text.codePointAt(start) ?? 0) === UNSPACED;
    const joins = unspaced || JOINT.test(text.slice(start, end));
    if (run !== undefined && joins && run.end === start) {
      run.end = end;
      run.bounds.add(start).add(end);
      continue;
    }
    if (run !== undefined) yield run;
    run = unspaced ? { start, end, bounds: new Set([start, end]) } : undefined;
  }
  if (run !== undefined) yield run;
}

/** Where the characters of a stretch of text begin. */
function starts(text: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = from; at < to; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) found.push(at);
  return found;
}

/** The tokens with those divided that a boundary lies in. A piece has no name of its own but in matches. */
export function cutAt(tokens: readonly Token[], boundaries: ReadonlySet<number>, text: string): Token[] {
  return tokens.flatMap((token) => {
    const inside: number[] = [];
    for (let at = token.start + 1; at < token.end; at++) if (boundaries.has(at)) inside.push(at);
    if (inside.length === 0) return [token];
    const edges = [token.start, ...inside, token.end];
    return edges.slice(1).map((end, i) => {
      const start = edges[i] as number;
      return { ...token, start, end, norm: normaliseAlias(text.slice(start, end)) };
    });
  });
}
