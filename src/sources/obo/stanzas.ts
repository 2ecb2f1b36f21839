import type { SourceObserver } from "../source.js";
import type { Line } from "../text-file.js";

/** A frame of an OBO file: its header (type ""), or what stands between one "[Type]" and the next. */
export interface Stanza {
  type: string;
  /** Where it begins. */
  line: number;
  /** Tags and their values as they are written, in order. */
  tags: [tag: string, value: string][];
}

const HEADING = /^\[([^\]]+)\]\s*(?:!.*)?$/;
const TAG = /^([^\s:][^:]*):\s*(.*)$/;
const NOTHING = /^\s*(?:!.*)?$/;

/** More tags than this are no description of a term; what is more is left out. */
const MOST_TAGS = 100_000;

/**
 * The frames of an OBO file. A line that is neither a heading nor a tag is reported and left out.
 *
 * @param name names the file in messages
 */
export async function* stanzas(
  rows: AsyncIterable<Line>,
  name: string,
  observer: SourceObserver,
): AsyncGenerator<Stanza, void, undefined> {
  let stanza: Stanza = { type: "", line: 1, tags: [] };
  for await (const { number, text } of rows) {
    if (NOTHING.test(text)) continue;
    const type = HEADING.exec(text)?.[1];
    if (type !== undefined) {
      yield stanza;
      stanza = { type, line: number, tags: [] };
      continue;
    }
    const [, tag, value = ""] = TAG.exec(text) ?? [];
    if (tag === undefined) observer.rejected(`${name}, line ${number}: neither a heading nor "tag: value"`);
    else if (stanza.tags.length < MOST_TAGS) stanza.tags.push([tag, value]);
  }
  yield stanza;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", W: " " };

/** The text without backslashes: "\:" is ":", "\n" a line break, "\W" a space. */
const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);

const COMMENT = /(?<!\\)\s!.*$/;
const MODIFIERS = /(?<!\\)\{[^{}]*\}\s*$/;

/** A value without its comment and modifiers. */
export function plainValue(value: string): string {
  return unescaped(value.replace(COMMENT, "").replace(MODIFIERS, "").trim());
}

/**
 * A value that begins with a text in quotes, and what stands behind it.
 *
 * @returns `undefined` where it does not
 * @example
 * ```ts
 * quotedValue('"A \\"hot\\" oven." [BOOK:1]'); // { text: 'A "hot" oven.', rest: "[BOOK:1]" }
 * ```
 */
export function quotedValue(value: string): { text: string; rest: string } | undefined {
  const [, text, rest = ""] = /^"((?:[^"\\]|\\.)*)"\s*(.*)$/.exec(value.trim()) ?? [];
  return text === undefined ? undefined : { text: unescaped(text), rest };
}
