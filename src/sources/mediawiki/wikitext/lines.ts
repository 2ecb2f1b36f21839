const EQUALS = 0x3d;

/** The inside of a heading, `undefined` where the line is none: as many "=" at its end as at its start, up to six. */
export function headingOf(line: string): string | undefined {
  const bare = (line.includes("<!--") ? line.replace(/<!--.*?-->/g, "") : line).trim();
  let level = 0;
  while (
    level < 6 &&
    bare.charCodeAt(level) === EQUALS &&
    bare.charCodeAt(bare.length - 1 - level) === EQUALS
  )
    level++;
  const inside = bare.slice(level, bare.length - level).trim();
  return level === 0 || inside === "" || bare.length <= 2 * level ? undefined : inside;
}

const isListMark = (code: number): boolean =>
  code === 0x2a || code === 0x23 || code === 0x3a || code === 0x3b;

/** Where the marks of a list item (* # : ;) and the blanks behind them end. */
export function listMarksEnd(text: string, at: number): number {
  let end = at;
  while (isListMark(text.charCodeAt(end))) end++;
  return end === at ? at : blanksEnd(text, end);
}

/** Where the blanks from `at` on end. */
export function blanksEnd(text: string, at: number): number {
  let end = at;
  for (let code = text.charCodeAt(end); code === 0x20 || code === 0x09; code = text.charCodeAt(++end));
  return end;
}

/** Where a rule of at least four hyphens ends; `at` where there is none. */
export function ruleEnd(text: string, at: number): number {
  if (!text.startsWith("----", at)) return at;
  let end = at;
  while (text.charCodeAt(end) === 0x2d) end++;
  return end;
}

/** Blanks of other widths and kinds, all of which become the common one. */
const OTHER_BLANKS = ["\t", "\u00a0", "\u202f"];

/** The same text with common blanks only. */
export const evenBlanks = (text: string): string =>
  OTHER_BLANKS.some((blank) => text.includes(blank)) ? text.replace(/[\t\u00a0\u202f]/g, " ") : text;
