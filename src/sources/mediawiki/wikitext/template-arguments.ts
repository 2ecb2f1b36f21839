import type { Spans } from "./spans.js";

const PIPE = 0x7c;
const EQUALS = 0x3d;

/** The arguments of a template as they stand in its wikitext: those without a name are "1", "2", …, and "last". */
export type TemplateArguments = ReadonlyMap<string, string>;

/** Where the name of the template at `start` ends. */
export function endOfName(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === PIPE || code === 0x7b || code === 0x7d || code === 0x3c) return i;
  }
  return end;
}

/**
 * Splits a template at the pipes that belong to no link and no template inside it.
 *
 * @param span its number in `spans`
 * @param from the first pipe, or the end of the name
 */
export function templateArguments(spans: Spans, span: number, from: number): TemplateArguments {
  const { text } = spans;
  const end = (spans.ends[span] ?? 0) - 2;
  const found = new Map<string, string>();
  let position = 0;
  let inner = span + 1;
  let start = from + 1;
  let equals = -1;
  const take = (stop: number): void => {
    if (equals >= 0) {
      found.set(text.slice(start, equals).trim().toLowerCase(), text.slice(equals + 1, stop).trim());
    } else {
      const value = text.slice(start, stop);
      found.set(String(++position), value);
      found.set("last", value);
    }
  };
  if (text.charCodeAt(from) !== PIPE) return found;
  for (let i = start; i < end; ) {
    while (inner < spans.count && spans.starts[inner]! < i) inner++;
    if (spans.starts[inner] === i && inner < spans.count && spans.ends[inner]! > i) {
      i = spans.ends[inner]!;
      inner = spans.followers[inner]!;
      continue;
    }
    const code = text.charCodeAt(i);
    if (code === EQUALS && equals < 0) equals = i;
    else if (code === PIPE) {
      take(i);
      start = i + 1;
      equals = -1;
    }
    i++;
  }
  take(end);
  return found;
}

const RANGE = /^(?:to|and|or|by|x|×|-|–|to\(-\)|\+\/-|±)$/;

/** What "convert" shows first: "5 km" of "5|km|mi", "5 to 10 km" of "5|to|10|km". */
export function measure(given: TemplateArguments): string {
  const parts: string[] = [];
  for (let i = 1; i < 8; i++) {
    const part = given.get(String(i))?.trim();
    if (part === undefined) break;
    parts.push(part);
    if (!/^[-+−\d.,/⁄ ]+$/.test(part) && !RANGE.test(part)) break; // the unit
  }
  return parts.join(" ");
}
