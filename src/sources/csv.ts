import { NamesakeError } from "../errors.js";
import type { EntityRecord } from "../kb/record.js";
import { type Field, mapColumns } from "./csv-columns.js";
import { CsvParser, type CsvRow, detectDelimiter } from "./csv-parser.js";
import { CsvTable } from "./csv-table.js";
import type { Source, SourceObserver } from "./source.js";
import { checked } from "./subject-source.js";
import { displayName, openText } from "./text-file.js";

export interface CsvOptions {
  /** Which column is what, by its heading, where the heading does not say: `{ name: "Company" }`. */
  columns?: Partial<Record<Field, string>>;
  /** One character; told from the first rows where it is absent. */
  delimiter?: string;
  /** What ids made from names start with, before a colon; the file's name without its endings where it is absent. */
  idPrefix?: string;
  /**
   * Rows whose first cell is blank belong to the row above, and their names are its aliases (OpenRefine's records). Without this, that is
   * so only of rows that have nothing but lists, such as aliases.
   */
  records?: boolean;
}

/** Enough text to tell the delimiter, in UTF-16 units. */
const HEAD_LENGTH = 64 * 1024;

async function* csvRows(text: AsyncIterable<string>, delimiter: string | undefined): AsyncGenerator<CsvRow> {
  let head = "";
  let parser = delimiter === undefined ? undefined : new CsvParser(delimiter);
  const start = (complete: boolean): CsvParser => {
    // Excel writes the delimiter into a first line of its own.
    const told = /^"?sep=([^\r\n])"?(?:\r\n|\n|\r)/i.exec(head)?.[1];
    return new CsvParser(told ?? detectDelimiter(head, complete));
  };
  for await (const piece of text) {
    if (parser === undefined) {
      head += piece;
      if (head.length < HEAD_LENGTH) continue;
      parser = start(false);
      yield* parser.push(head);
    } else yield* parser.push(piece);
  }
  if (parser === undefined) {
    parser = start(true);
    yield* parser.push(head);
  }
  yield* parser.end();
}

const isSeparatorLine = ({ line, cells }: CsvRow): boolean =>
  line === 1 && /^sep=/i.test(cells?.[0] ?? "") && (cells?.length ?? 0) <= 2;

/** The first row of a table; nothing of an empty file. */
async function header(rows: AsyncGenerator<CsvRow>): Promise<string[]> {
  for (let row = await rows.next(); row.done !== true; row = await rows.next())
    if (!isSeparatorLine(row.value)) return row.value.cells ?? [];
  return [];
}

/**
 * Entities from a table: CSV with a header, of any of the usual delimiters, plain or gzipped, of any size.
 *
 * Columns are known by their headings, in any case and several spellings ({@link mapColumns}): id, name, aliases,
 * description, type, count, url, sameAs, lat and lon. `types.SYSTEM` gives types of that system, `relation:NAME` the
 * ids of related entities; all other columns become attributes. Aliases, types, sameAs and relations may hold several
 * values in a cell, set apart by ";" or "|", or as a JSON list.
 *
 * Without an id column, ids are made from the names: "drugs:acetylsalicylic-acid" for drugs.csv. A name that comes
 * again gets a number, in the order of the file: "…-2". So these ids stay the same only while the file keeps the names
 * and the order of its namesakes; and they must be held while the file is read, some 100 bytes each.
 *
 * A row whose first cell is blank and that has only lists (aliases, types, `sameAs`, relations) adds to the row above, as in records of
 * OpenRefine. Tables that were reconciled there are known by the headings "match id" or "reconciled id", and by "judgment", whose rows
 * have the id only where they were "matched"; the others get one from their name. All rows with the same id are then one entity, whose
 * name is "match name" where there is one and to which the rows' own names are aliases; entities come in the order of their ids.
 *
 * A row with too few or too many cells, without a name or an id is reported as "FILE, line N: why" and left out.
 *
 * @param path a file, or "-" for standard input
 * @throws {NamesakeError} OPTION_INVALID at once if the delimiter is not one character; while reading: CSV_NO_NAME,
 *   CSV_UNKNOWN_COLUMN, OPTION_INVALID (a field there is not), SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * const source = csvSource("companies.csv", { columns: { name: "Company", count: "Employees" } });
 * for await (const record of source.records({ rejected: console.warn })) console.log(record.id, record.name);
 * ```
 */
export function csvSource(path: string, options: CsvOptions = {}): Source {
  const { columns: overrides = {}, delimiter } = options;
  if (delimiter !== undefined && !/^[^"\r\n]$/.test(delimiter))
    throw new NamesakeError("OPTION_INVALID", {
      option: "delimiter",
      expected: "one character",
      found: delimiter,
    });
  const name = displayName(path);
  const idPrefix = options.idPrefix ?? name.replace(/(?<=.)(?:\.(?:csv|tsv|tab|txt))?(?:\.gz)?$/i, "");
  const info = { name, licence: "unknown", records: 0 };

  async function* records(observer: SourceObserver): AsyncGenerator<EntityRecord, void, undefined> {
    info.records = 0;
    const rows = csvRows(openText(path, observer.progress?.bind(observer)), delimiter);
    try {
      const columns = mapColumns(await header(rows), overrides, path);
      const table = new CsvTable(columns, idPrefix, options.records ?? false);
      for await (const { record, where } of table.entities(rows, name, observer)) {
        const entity = checked(record, where, observer);
        if (entity === undefined) continue;
        info.records++;
        yield entity;
      }
    } finally {
      await rows.return(undefined);
    }
  }
  return { info: [info], records };
}
