import { opaqueClosing } from "./tags.js";

/** What stands between two marks that belong together. */
export const SpanKind = {
  /** `{{…}}` */
  Template: 0,
  /** `[[…]]` */
  Link: 1,
  /** `{|…|}`, both at the start of a line */
  Table: 2,
  /** `<!--…-->` */
  Comment: 3,
  /** `<ref>…</ref>` and all others whose inside is no wikitext of the running text */
  Opaque: 4,
} as const;

/** No offset of any text. */
export const NOWHERE = Number.MAX_SAFE_INTEGER;

const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const PIPE = 0x7c;
const LESS = 0x3c;
const SLASH = 0x2f;

/** 1 for the characters that can begin or end a span. */
const MARKS = new Uint8Array(128);
for (const code of [BRACE_OPEN, BRACE_CLOSE, BRACKET_OPEN, BRACKET_CLOSE, LESS]) MARKS[code] = 1;

/** Whether only blanks, or the marks of a list item, stand between the start of the line and `at`. */
function startsLine(text: string, at: number): boolean {
  for (let i = at - 1; i >= 0; i--) {
    const code = text.charCodeAt(i);
    if (code === 0x0a) return true;
    if (code !== 0x20 && code !== 0x09 && code !== 0x3a && code !== 0x2a) return false;
  }
  return true;
}

/**
 * The spans of a wikitext, in the order of their starts, each found in one pass with one stack: time and memory grow
 * with the length of the text and not with its nesting.
 *
 * A mark that has no partner leaves a span without an end. `}}` closes the nearest open template over links and tables
 * that were left open in it; `]]` and `|}` never close anything outside of the template they stand in. This is what
 * MediaWiki's preprocessor does (includes/parser/Preprocessor_Hash.php), but for links that were left open.
 *
 * The lists are kept from text to text, so that they are not allocated for each.
 */
export class Spans {
  text = "";
  /** Where the search of {@link startingAt} stands. */
  cursor = 0;
  count = 0;
  /** The reader found no end of an external link before here. */
  noBracketBefore = 0;
  starts = new Int32Array(256);
  /** After the closing mark; -1 where there is none. */
  ends = new Int32Array(256);
  /** The first span that starts at or after the end. */
  followers = new Int32Array(256);
  kinds = new Uint8Array(256);

  #open: number[] = [];
  #openTemplates = 0;
  readonly #ahead = new Map<string, number>();

  read(text: string): void {
    this.text = text;
    this.cursor = 0;
    this.count = 0;
    this.noBracketBefore = 0;
    this.#open.length = 0;
    this.#openTemplates = 0;
    this.#ahead.clear();
    const length = text.length;
    for (let i = 0; i < length; ) {
      const code = text.charCodeAt(i);
      if (code > 0x7f || MARKS[code] === 0) i++;
      else i = this.#mark(i, code);
    }
    this.#ahead.clear(); // the reader begins at the start again
  }

  /** The span that starts at `at`, or -1. Questions must come in ascending order, or after setting `cursor` back. */
  startingAt(at: number): number {
    const { starts, count } = this;
    let k = this.cursor;
    while (k < count && starts[k]! < at) k++;
    this.cursor = k;
    return k < count && starts[k] === at ? k : -1;
  }

  /** Reads the mark at `i` and returns where to go on. */
  #mark(i: number, code: number): number {
    const { text } = this;
    if (code === LESS) return this.#angle(i);
    const next = text.charCodeAt(i + 1);
    if (code === BRACKET_OPEN) {
      if (next !== BRACKET_OPEN) return i + 1;
      // Of an odd number of brackets, the first stands alone.
      if (text.charCodeAt(i - 1) !== BRACKET_OPEN && bracketsFrom(text, i) % 2 === 1) return i + 1;
      this.#begin(i, SpanKind.Link);
      return i + 2;
    }
    if (code === BRACKET_CLOSE) {
      if (next !== BRACKET_CLOSE) return i + 1;
      this.#closeLink(i + 2);
      return i + 2;
    }
    if (code === BRACE_OPEN) {
      if (next === BRACE_OPEN) {
        this.#begin(i, SpanKind.Template);
        return i + 2;
      }
      if (next !== PIPE || !startsLine(text, i)) return i + 1;
      this.#begin(i, SpanKind.Table);
      return i + 2;
    }
    if (i > 0 && text.charCodeAt(i - 1) === PIPE && startsLine(text, i - 1) && this.#closeTable(i + 1))
      return i + 1;
    if (next !== BRACE_CLOSE) return i + 1;
    this.#closeTemplate(i + 2);
    return i + 2;
  }

  #begin(start: number, kind: number): void {
    const k = this.#add(start, -1, kind);
    this.#open.push(k);
    if (kind === SpanKind.Template) this.#openTemplates++;
  }

  #add(start: number, end: number, kind: number): number {
    const k = this.count++;
    if (k === this.starts.length) this.#grow();
    this.starts[k] = start;
    this.ends[k] = end;
    this.kinds[k] = kind;
    this.followers[k] = k + 1;
    return k;
  }

  #grow(): void {
    const size = this.starts.length * 2;
    const larger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(size);
      grown.set(old);
      return grown;
    };
    this.starts = larger(this.starts);
    this.ends = larger(this.ends);
    this.followers = larger(this.followers);
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds);
    this.kinds = kinds;
  }

  #close(end: number): void {
    const k = this.#open.pop()!;
    this.ends[k] = end;
    this.followers[k] = this.count;
  }

  #innermost(): number | undefined {
    const k = this.#open.at(-1);
    return k === undefined ? undefined : this.kinds[k];
  }

  #closeLink(end: number): void {
    if (this.#innermost() === SpanKind.Link) this.#close(end);
  }

  #closeTable(end: number): boolean {
    let at = this.#open.length - 1;
    while (at >= 0 && this.kinds[this.#open[at]!] === SpanKind.Link) at--;
    if (at < 0 || this.kinds[this.#open[at]!] !== SpanKind.Table) return false; // of "|}}", the end of a template
    this.#open.length = at + 1;
    this.#close(end);
    return true;
  }

  #closeTemplate(end: number): void {
    if (this.#openTemplates === 0) return;
    while (this.#innermost() !== SpanKind.Template) this.#open.pop();
    this.#openTemplates--;
    // The third brace of "{{{1}}}" belongs to it.
    const start = this.starts[this.#open.at(-1)!]!;
    const triple =
      this.text.charCodeAt(start + 2) === BRACE_OPEN && this.text.charCodeAt(end) === BRACE_CLOSE;
    this.#close(triple ? end + 1 : end);
  }

  /** A comment or an opaque element; where it has no end, `<` is a character like others, but for comments. */
  #angle(i: number): number {
    const { text } = this;
    if (text.startsWith("!--", i + 1)) {
      const close = text.indexOf("-->", i + 4);
      const end = close < 0 ? text.length : close + 3;
      this.#add(i, end, SpanKind.Comment);
      return end;
    }
    const closing = opaqueClosing(tagName(text, i + 1));
    if (closing === undefined) return i + 1;
    const greater = this.ahead(">", i);
    if (greater === NOWHERE) return i + 1;
    if (text.charCodeAt(greater - 1) === SLASH) {
      this.#add(i, greater + 1, SpanKind.Opaque);
      return greater + 1;
    }
    const close = this.ahead(closing, greater);
    const last = close === NOWHERE ? NOWHERE : this.ahead(">", close);
    if (last === NOWHERE) return i + 1;
    this.#add(i, last + 1, SpanKind.Opaque);
    return last + 1;
  }

  /** Where `mark` stands next from `from` on, or {@link NOWHERE}. It is not searched for again before it is passed. */
  ahead(mark: string, from: number): number {
    let at = this.#ahead.get(mark) ?? -1;
    if (at < from) {
      at = this.text.indexOf(mark, from);
      if (at < 0) at = mark.startsWith("</") ? inAnyCase(this.text, mark, from) : NOWHERE;
      this.#ahead.set(mark, at);
    }
    return at;
  }
}

function bracketsFrom(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === BRACKET_OPEN) end++;
  return end - at;
}

function inAnyCase(text: string, mark: string, from: number): number {
  const pattern = new RegExp(mark, "gi");
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? NOWHERE;
}

/** The name of the tag whose letters begin at `from`, in lower case; "" where there is none. */
export function tagName(text: string, from: number): string {
  if (text.startsWith("ref", from) && !(text.charCodeAt(from + 3) >= 0x41)) return "ref"; // most are
  let end = from;
  for (; end < from + 20; end++) {
    const code = text.charCodeAt(end) | 0x20;
    const letter = code >= 0x61 && code <= 0x7a;
    const digit = end > from && code >= 0x30 && code <= 0x39;
    if (!letter && !digit) break;
  }
  return text.slice(from, end).toLowerCase();
}
