import type { WikiLink } from "./document.js";

/** A part of a text that is taken out of it. */
interface Cut {
  start: number;
  end: number;
}

const BLANK = 0x20;

const isOpening = (code: number): boolean => code === 0x28 || code === 0xff08 || code === 0x5b;
const isClosing = (code: number): boolean => code === 0x29 || code === 0xff09 || code === 0x5d;
/** , ; and their full-width forms: what separates the parts of a bracket. */
const isSeparator = (code: number): boolean =>
  code === 0x2c || code === 0x3b || code === 0xff0c || code === 0x3001 || code === 0xff1b || code === 0x60c;
/** What stands right behind a word: . , ; : ! ? and closing brackets. */
const isTrailing = (code: number): boolean =>
  isSeparator(code) || isClosing(code) || code === 0x2e || code === 0x3a || code === 0x21 || code === 0x3f;

const isLoose = (code: number): boolean => code === BLANK || isSeparator(code);

/** The blanks and separators around an offset. */
function looseRun(text: string, at: number): Cut {
  let start = at;
  let end = at;
  while (start > 0 && isLoose(text.charCodeAt(start - 1))) start--;
  while (end < text.length && isLoose(text.charCodeAt(end))) end++;
  return { start, end };
}

/**
 * What is left over at a place where something was taken out: `undefined` where nothing has to be mended.
 *
 * @param run the blanks and separators around `hole`
 */
function leftOver(text: string, hole: number, { start, end }: Cut): Cut | undefined {
  const before = text.charCodeAt(hole - 1);
  const after = text.charCodeAt(hole);
  const opened = start > 0 && isOpening(text.charCodeAt(start - 1));
  const closed = end < text.length && isClosing(text.charCodeAt(end));
  if (opened && closed) {
    const blanks = text.charCodeAt(start - 2) === BLANK;
    return { start: start - (blanks ? 2 : 1), end: end + 1 }; // "A ( , ) b" → "A b"
  }
  if (opened || start === 0) return { start, end }; // "(; born 1950)" → "(born 1950)"
  if (closed) return { start, end }; // "(born 1950, )" → "(born 1950)"
  const first = separatorBetween(text, start, hole);
  if (first >= 0 && isSeparator(text.charCodeAt(blanksAfter(text, hole, end)))) {
    return { start: first + 1, end: blanksAfter(text, hole, end) + 1 }; // "A, , b" → "A, b"
  }
  if (before === BLANK && isTrailing(after)) return { start: hole - 1, end: hole }; // "A , b" → "A, b"
  return undefined;
}

function separatorBetween(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) if (isSeparator(text.charCodeAt(i))) return i;
  return -1;
}

function blanksAfter(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && text.charCodeAt(i) === BLANK) i++;
  return i;
}

/** Ascending cuts of which none touches another. */
function merged(cuts: Cut[]): Cut[] {
  cuts.sort((a, b) => a.start - b.start || a.end - b.end);
  const result: Cut[] = [];
  for (const cut of cuts) {
    const last = result.at(-1);
    if (last !== undefined && cut.start <= last.end) last.end = Math.max(last.end, cut.end);
    else if (cut.end > cut.start) result.push({ ...cut });
  }
  return result;
}

function blankRuns(text: string, cuts: Cut[]): void {
  for (let at = text.indexOf("  "); at >= 0; ) {
    let end = at + 1;
    while (text.charCodeAt(end) === BLANK) end++;
    cuts.push({ start: at + 1, end });
    at = text.indexOf("  ", end);
  }
}

/** Takes the cuts out of the text and moves the links; a link of which nothing is left is dropped. */
function without(text: string, links: readonly WikiLink[], cuts: readonly Cut[]): TidyText {
  let kept = "";
  let from = 0;
  for (const cut of cuts) {
    kept += text.slice(from, cut.start);
    from = cut.end;
  }
  kept += text.slice(from);

  let next = 0;
  let removed = 0;
  const moved: WikiLink[] = [];
  const place = (offset: number): number => {
    for (let cut = cuts[next]; cut !== undefined && cut.end <= offset; cut = cuts[++next])
      removed += cut.end - cut.start;
    const cut = cuts[next];
    return (cut !== undefined && cut.start < offset ? cut.start : offset) - removed;
  };
  for (const link of links) {
    const start = place(link.start);
    const end = place(link.end);
    if (end > start) moved.push({ ...link, start, end });
  }
  return { text: kept, links: moved };
}

export interface TidyText {
  text: string;
  links: WikiLink[];
}

/**
 * Makes a text such as one expects of a plain-text extract, in which blanks are " " alone: one blank between words, none at the ends, and nothing left
 * over of what was taken out of it: no "( , )", no blank before a comma. Links keep their anchors.
 *
 * @param holes ascending offsets at which something was taken out
 */
export function tidy(text: string, links: WikiLink[], holes: readonly number[]): TidyText {
  let cuts: Cut[] = [];
  let run: Cut = { start: 0, end: -1 };
  for (const hole of holes) {
    const before = text.charCodeAt(hole - 1);
    if (!isLoose(before) && !isOpening(before) && hole > 0) continue; // right behind a word
    if (hole > run.end) run = looseRun(text, hole);
    const cut = leftOver(text, hole, run);
    if (cut !== undefined) cuts.push(cut);
  }
  if (text.includes("  ")) blankRuns(text, cuts);
  let result: TidyText = { text, links };
  // What one cut leaves side by side can be loose in turn, as with two templates in one bracket.
  for (let round = 0; cuts.length > 0 && round < 3; round++) {
    const all = merged(cuts);
    result = without(result.text, result.links, all);
    cuts = [];
    if (result.text.includes("  ")) blankRuns(result.text, cuts);
  }
  return trimmed(result);
}

function trimmed({ text, links }: TidyText): TidyText {
  const kept = text.trim();
  if (kept.length === text.length) return { text, links };
  const start = text.length - text.trimStart().length;
  if (start === 0) return { text: kept, links }; // no link ends with a blank
  const moved = links.map((link) => ({ ...link, start: link.start - start, end: link.end - start }));
  return { text: kept, links: moved };
}
