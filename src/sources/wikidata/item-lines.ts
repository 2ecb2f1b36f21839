import { NamesakeError, reason } from "../../errors.js";
import type { LineBlock } from "./line-blocks.js";
import { asItem, type WikidataItem } from "./wikidata-item.js";

/** What became of the lines of a dump. */
export interface ItemTally {
  /** Lines that hold something, brackets apart. */
  lines: number;
  /** Not wanted: of other wikis or languages, or pages of Wikimedia's own. */
  unwanted: number;
  /** Items without a label in the languages. */
  unnamed: number;
  /** Items that became another's. */
  redirects: number;
  /** Properties and lexemes. */
  otherEntities: number;
  /** Lines that are no JSON, or no entity of Wikidata. */
  broken: number;
}

export const emptyTally = (): ItemTally => ({
  lines: 0,
  unwanted: 0,
  unnamed: 0,
  redirects: 0,
  otherEntities: 0,
  broken: 0,
});

export function addTally(to: ItemTally, from: ItemTally): void {
  for (const key of Object.keys(from) as (keyof ItemTally)[]) to[key] += from[key];
}

/** Where the lines of a block are counted and complained of. */
export interface LineReport {
  tally: ItemTally;
  rejected(message: string): void;
  /** Of the dump, for messages. */
  name: string;
}

const [LINE_END, COMMA, OPEN, CLOSE, OPEN_OBJECT, CLOSE_OBJECT] = [0x0a, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The items on the lines of a block: each line is an entity with a comma behind it, or a bracket of the list that the dump is.
 *
 * @param isWanted tells by the bytes of a line whether it is worth parsing
 */
export function* itemsOfBlock(
  { bytes, first, unit }: LineBlock,
  isWanted: (start: number, end: number) => boolean,
  report: LineReport,
): Generator<WikidataItem> {
  const { tally } = report;
  let line = first;
  for (let start = 0, next = 0; start < bytes.length; start = next, line++) {
    const found = bytes.indexOf(LINE_END, start);
    next = found < 0 ? bytes.length : found + 1;
    const end = lastOf(bytes, start, next);
    if (isBlank(bytes, start, end)) continue;
    tally.lines++;
    // What is broken is reported, wanted or not.
    const isWhole = bytes[start] === OPEN_OBJECT && bytes[end - 1] === CLOSE_OBJECT;
    if (isWhole && !isWanted(start, end)) {
      tally.unwanted++;
      continue;
    }
    const item = itemOf(bytes.toString("utf8", start, end), `${report.name}, ${unit} ${line}`, report);
    if (item !== undefined) yield item;
  }
}

/** The end of a line's value: without commas, spaces and line ends after it. */
function lastOf(bytes: Buffer, start: number, end: number): number {
  let last = end;
  while (last > start && ((bytes[last - 1] as number) <= 0x20 || bytes[last - 1] === COMMA)) last--;
  return last;
}

/** Whether a line has nothing but one of the dump's brackets. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x20 && byte !== OPEN && byte !== CLOSE) return false;
  }
  return true;
}

function itemOf(text: string, where: string, { tally, rejected }: LineReport): WikidataItem | undefined {
  const broken = (expected: string, found: string): undefined => {
    tally.broken++;
    rejected(new NamesakeError("RECORD_INVALID", { where, field: "item", expected, found }).message);
    return undefined;
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return broken("one JSON object", `text that is not JSON (${reason(error)})`);
  }
  const item = asItem(value);
  if (item === "broken") return broken("an item of Wikidata with an id", "something else");
  if (item === "redirect") tally.redirects++;
  else if (item === "other entity") tally.otherEntities++;
  else return item;
  return undefined;
}
