/** A stretch of a text. Offsets are UTF-16 units, end-exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** Scripts whose words have no spaces between them. */
const NO_SPACES = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u;
const WORD_CHARACTER = /[\p{L}\p{N}_-]/u;

/** Finds strings in texts, as whole words where their script has such: in order, without overlaps. */
export interface Finder {
  find(text: string): Span[];
}

/** Of several that begin alike, the longest is meant. */
const longestFirst = (words: readonly string[]): string[] =>
  [...new Set(words)].sort((a, b) => b.length - a.length);

/** Finds names as they are written. Made for one page each: there is no pattern to be compiled. */
export class NameFinder implements Finder {
  private readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = longestFirst(names);
  }

  find(text: string): Span[] {
    const { names } = this;
    const spans: Span[] = [];
    /** Where each name stands next, -1 for nowhere. */
    const next = names.map((name) => text.indexOf(name));
    for (let first = earliest(next); first >= 0; first = earliest(next)) {
      const start = next[first]!;
      const span = { start, end: start + names[first]!.length };
      const whole = isWhole(text, span);
      if (whole) spans.push(span);
      const from = whole ? span.end : start + 1;
      for (let k = 0; k < next.length; k++)
        if (next[k]! >= 0 && next[k]! < from) next[k] = text.indexOf(names[k]!, from);
    }
    return spans;
  }
}

/** The index of the smallest offset, the first of those that are equal; -1 where all are. */
function earliest(offsets: readonly number[]): number {
  let first = -1;
  for (let k = 0; k < offsets.length; k++)
    if (offsets[k]! >= 0 && (first < 0 || offsets[k]! < offsets[first]!)) first = k;
  return first;
}

/** Finds words in any case. Made for a language each. */
export class WordFinder implements Finder {
  private readonly search: RegExp;

  constructor(words: readonly string[]) {
    const choices = longestFirst(words)
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("|");
    // "\b" knows the letters a to z alone. With it, no "he" of "the" is looked at; a pattern that says all of `isWhole` is ten times slower.
    this.search = new RegExp(
      words.every((word) => /^[a-z]+$/.test(word)) ? `\\b(?:${choices})\\b` : choices,
      "gi",
    );
  }

  find(text: string): Span[] {
    const { search } = this;
    const spans: Span[] = [];
    search.lastIndex = 0;
    for (let found = search.exec(text); found !== null; found = search.exec(text)) {
      const span = { start: found.index, end: found.index + found[0].length };
      if (isWhole(text, span)) spans.push(span);
      else search.lastIndex = span.start + 1;
    }
    return spans;
  }
}

function isWhole(text: string, { start, end }: Span): boolean {
  if (isWordAt(text, start - 1) && !NO_SPACES.test(text.charAt(start))) return false;
  return !isWordAt(text, end) || NO_SPACES.test(text.charAt(end - 1));
}

function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80)
    return (
      (code >= 0x61 && code <= 0x7a) ||
      (code >= 0x41 && code <= 0x5a) ||
      (code >= 0x30 && code <= 0x39) ||
      code === 0x5f ||
      code === 0x2d
    );
  return !Number.isNaN(code) && WORD_CHARACTER.test(text.charAt(at));
}
