import { insidePair } from "../../text/characters.js";
import { sentences } from "../../text/sentences.js";
import { type Token, tokenise } from "../../text/tokens.js";
import type { GoldMention, Span } from "../dataset.js";

/** Marks that hold a word together where letters or digits stand on both sides: "AL-AIN", "and/or", "AT&T", "10:30". */
const JOINERS = new Set(["-", "/", "&", ":", "_", "+", "@", "'", "\u2019"]);

const isWord = (token: Token | undefined): boolean => token?.kind === "word" || token?.kind === "number";
const isMark = ({ kind }: Token): boolean => kind === "punctuation" || kind === "symbol";

/**
 * Tokens as corpora of news have them since the Penn Treebank: punctuation is apart from words, but for marks inside of a word,
 * and a run of one mark ("...", "--") is one token.
 */
function corpusTokens(text: string): Span[] {
  const all = tokenise(text);
  const tokens: Span[] = [];
  /** What stands at place `n` with nothing before it but the token at `n - 1`; "" where there is none. */
  const attached = (n: number): string => {
    const token = all[n];
    return token !== undefined && token.start === all[n - 1]?.end ? text.slice(token.start, token.end) : "";
  };
  for (let i = 0; i < all.length; i++) {
    const first = all[i] as Token;
    if (isMark(first)) while (attached(i + 1) === text.slice(first.start, first.end)) i++;
    while (isWord(all[i]) && JOINERS.has(attached(i + 1)) && attached(i + 2) !== "" && isWord(all[i + 2]))
      i += 2;
    tokens.push({ start: first.start, end: (all[i] as Token).end });
  }
  return tokens;
}

/** The tokens, divided where a mention starts or ends. */
function cut(text: string, tokens: readonly Span[], mentions: readonly Span[]): Span[] {
  const edges = [...new Set(mentions.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const pieces: Span[] = [];
  let edge = 0;
  for (const { start, end } of tokens) {
    let from = start;
    while (edge < edges.length && (edges[edge] as number) < end) {
      const at = edges[edge++] as number;
      if (at <= from || insidePair(text, at)) continue;
      pieces.push({ start: from, end: at });
      from = at;
    }
    pieces.push({ start: from, end });
  }
  return pieces;
}

/**
 * A text as lines of tokens, for formats of one token a line. No token reaches over the edge of a mention, and no line ends inside
 * of one.
 *
 * @param mentions sorted by start
 * @param ends what ends a line: each line break of the text, or the end of a sentence as well
 * @example
 * ```ts
 * tokenLines("Lyon's trams.\nAll of them.", [], "line breaks").map((line) => line.length); // [4, 4]
 * ```
 */
export function tokenLines(
  text: string,
  mentions: readonly Span[],
  ends: "line breaks" | "sentences",
): Span[][] {
  const tokens = cut(text, corpusTokens(text), mentions);
  const stops = ends === "sentences" ? sentences(text).map(({ end }) => end) : [];
  const lines: Span[][] = [];
  let stop = 0;
  let mention = 0;
  /** Where the mentions that have begun end at the latest. */
  let covered = 0;
  let previous = 0;
  for (const token of tokens) {
    while (stop < stops.length && (stops[stop] as number) < previous) stop++;
    for (; mention < mentions.length && (mentions[mention] as Span).start < token.start; mention++)
      covered = Math.max(covered, (mentions[mention] as Span).end);
    const gap = text.slice(previous, token.start);
    const stopped = /[\n\u2029]/.test(gap) || (stops[stop] ?? Number.POSITIVE_INFINITY) <= token.start;
    if (lines.length === 0 || (stopped && covered <= previous)) lines.push([token]);
    else (lines.at(-1) as Span[]).push(token);
    previous = token.end;
  }
  return lines;
}

/** A token of a format in which a token is in one mention at most. */
export interface TaggedToken {
  text: string;
  mention?: GoldMention;
  /** The first token of its mention. */
  begins: boolean;
}

/**
 * A text as lines of tokens, each with its mention. Of mentions that overlap, the one that begins first has the tokens, the longer
 * one of several.
 *
 * @param mentions sorted by start, longer first
 */
export function taggedLines(text: string, mentions: readonly GoldMention[]): TaggedToken[][] {
  const kept: GoldMention[] = [];
  for (const mention of mentions) if (mention.start >= (kept.at(-1)?.end ?? 0)) kept.push(mention);
  let next = 0;
  let begun: GoldMention | undefined;
  return tokenLines(text, kept, "line breaks").map((line) =>
    line.map(({ start, end }) => {
      while (next < kept.length && (kept[next] as GoldMention).end <= start) next++;
      const mention = kept[next];
      if (mention === undefined || mention.start >= end)
        return { text: text.slice(start, end), begins: false };
      const begins = begun !== mention;
      begun = mention;
      return { text: text.slice(start, end), mention, begins };
    }),
  );
}
