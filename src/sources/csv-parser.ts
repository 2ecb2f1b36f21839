/** One row of a CSV file; `line` is the line it starts on, from 1. `cells` is `undefined` if it was too long to keep. */
export interface CsvRow {
  line: number;
  cells: string[] | undefined;
}

/** Longest row that is kept, in UTF-16 units. */
export const MAX_ROW_LENGTH = 8 * 1024 * 1024;

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;

/**
 * Splits text that arrives in pieces into CSV rows, as RFC 4180 has it, with what real files need besides:
 *
 * - a line ends with "\n", "\r\n" or "\r", also mixed; blank lines are not rows;
 * - spaces around a quoted cell are dropped;
 * - a cell that starts with a quote but does not end with one before the next delimiter or line end is taken as it
 *   stands, so `"Weird Al" Yankovic` is a name and a quote nobody closed cannot swallow the rows after it.
 *
 * Time is linear in the text; memory is one piece and one row, of which at most 2 `maxRow` units are held.
 */
export class CsvParser {
  #text = "";
  #line = 1;
  /** Length `#text` must reach before the row at its start is tried again: doubling keeps long rows linear. */
  #wanted = 0;
  #skipping = false;
  #final = false;
  // Where the last cell ended; kept here so that reading a cell allocates nothing but the cell.
  #at = 0;
  #newlines = 0;
  readonly #delimiter: number;

  constructor(
    delimiter: string,
    readonly maxRow = MAX_ROW_LENGTH,
  ) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The rows that `piece` completes. */
  *push(piece: string): Generator<CsvRow, void, undefined> {
    this.#text += piece;
    if (this.#text.length >= this.#wanted) yield* this.#rows();
  }

  /** The row that the end of the text completes, if there is one. */
  *end(): Generator<CsvRow, void, undefined> {
    this.#final = true;
    yield* this.#rows();
  }

  *#rows(): Generator<CsvRow, void, undefined> {
    let start = 0;
    while (start < this.#text.length) {
      if (this.#skipping) {
        this.#at = this.#lineEnd(start);
        start = this.#at;
        if (start === this.#text.length || !this.#skipLineEnd()) break;
        this.#skipping = false;
        start = this.#at;
        this.#line++;
        continue;
      }
      const cells = this.#row(start);
      if (cells === undefined) {
        if (this.#text.length - start <= this.maxRow) break;
        yield { line: this.#line, cells: undefined };
        this.#skipping = true;
        continue;
      }
      if (cells.length > 1 || cells[0] !== "") yield { line: this.#line, cells };
      this.#line += 1 + this.#newlines;
      start = this.#at;
    }
    this.#text = this.#text.slice(start);
    this.#wanted = 2 * this.#text.length;
  }

  /** The cells of the row at `start`; `undefined` if the text so far does not reach its end. */
  #row(start: number): string[] | undefined {
    const cells: string[] = [];
    this.#at = start;
    this.#newlines = 0;
    for (;;) {
      const cell = this.#cell();
      if (cell === undefined) return undefined;
      cells.push(cell);
      if (this.#at === this.#text.length) return this.#final ? cells : undefined;
      if (this.#text.charCodeAt(this.#at) !== this.#delimiter) return this.#skipLineEnd() ? cells : undefined;
      this.#at++;
    }
  }

  /** Reads the cell at `#at` and leaves `#at` on what ends it. */
  #cell(): string | undefined {
    const text = this.#text;
    const start = this.#at;
    const open = this.#afterSpaces(start);
    if (text.charCodeAt(open) === QUOTE) {
      let close = text.indexOf('"', open + 1);
      while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) close = text.indexOf('"', close + 2);
      const end = close === -1 ? text.length : this.#afterSpaces(close + 1);
      // Whether the quote closes the cell depends on what follows, which may be still to come.
      if (end === text.length && !this.#final && end - start <= this.maxRow) return undefined;
      if (close !== -1 && this.#endsCell(end)) {
        this.#at = end;
        const cell = text.slice(open + 1, close);
        this.#newlines += countNewlines(cell);
        return cell.includes('"') ? cell.replaceAll('""', '"') : cell;
      }
    }
    let end = start;
    while (!this.#endsCell(end)) end++;
    this.#at = end;
    return text.slice(start, end);
  }

  #endsCell(at: number): boolean {
    if (at === this.#text.length) return true;
    const unit = this.#text.charCodeAt(at);
    return unit === this.#delimiter || unit === NEWLINE || unit === RETURN;
  }

  #afterSpaces(at: number): number {
    let end = at;
    while (this.#text.charCodeAt(end) === SPACE) end++;
    return end;
  }

  #lineEnd(from: number): number {
    for (let at = from; at < this.#text.length; at++) {
      const unit = this.#text.charCodeAt(at);
      if (unit === NEWLINE || unit === RETURN) return at;
    }
    return this.#text.length;
  }

  /** Moves `#at` past the line end it is on; `false` if a "\r" might be the first half of one. */
  #skipLineEnd(): boolean {
    if (this.#text.charCodeAt(this.#at++) === NEWLINE) return true;
    if (this.#at === this.#text.length) return this.#final;
    if (this.#text.charCodeAt(this.#at) === NEWLINE) this.#at++;
    return true;
  }
}

function countNewlines(text: string): number {
  if (!text.includes("\n") && !text.includes("\r")) return 0;
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** Delimiters that are recognised, the likeliest first. */
export const DELIMITERS: readonly string[] = [",", ";", "\t", "|"];

/** Rows that are compared to tell the delimiter. */
const SAMPLE_ROWS = 50;

/** A cell of which the wrong delimiter has cut off one quote. */
const TORN = /^\s*"|"\s*$/;

/**
 * The delimiter of a CSV text: the one that splits the header, and gives the most rows as many cells as the header has
 * without tearing quoted cells apart; of equals, the one that gives the most cells. A text that none splits has one column, and any delimiter that it does
 * not hold will do.
 *
 * @param head the start of the text
 * @param complete whether that is all of it
 * @example
 * ```ts
 * detectDelimiter("name;aliases\nA;x, y\n", true); // ";"
 * ```
 */
export function detectDelimiter(head: string, complete: boolean): string {
  let best = { delimiter: ",", columns: 0, share: -1 };
  for (const delimiter of DELIMITERS) {
    const rows: string[][] = [];
    const parser = new CsvParser(delimiter);
    for (const { cells } of parser.push(head)) {
      if (rows.length === SAMPLE_ROWS) break;
      if (cells) rows.push(cells);
    }
    if (complete || rows.length === 0) for (const { cells } of parser.end()) if (cells) rows.push(cells);
    const columns = rows[0]?.length ?? 0;
    const sound = rows.filter((cells) => cells.length === columns && !cells.some((cell) => TORN.test(cell)));
    const share = sound.length / Math.max(1, rows.length);
    const splits = Number(columns > 1) - Number(best.columns > 1);
    if (
      splits > 0 ||
      (splits === 0 && (share > best.share || (share === best.share && columns > best.columns)))
    )
      best = { delimiter, columns, share };
  }
  return best.delimiter;
}
