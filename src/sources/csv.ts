import { NamesakeError } from "../errors.js";
import { checkRecord, type EntityRecord } from "../kb/record.js";
import { type Column, type Field, mapColumns } from "./csv-columns.js";
import { CsvParser, type CsvRow, detectDelimiter } from "./csv-parser.js";
import { rowToRecord } from "./csv-record.js";
import type { Source, SourceObserver } from "./source.js";
import { displayName, openText } from "./text-file.js";

export interface CsvOptions {
  /** Which column is what, by its heading, where the heading does not say: `{ name: "Company" }`. */
  columns?: Partial<Record<Field, string>>;
  /** One character; told from the first rows where it is absent. */
  delimiter?: string;
  /** What ids made from names start with, before a colon; the file's name without its endings where it is absent. */
  idPrefix?: string;
}

/** Longest slug, in UTF-16 units. */
const MAX_SLUG_LENGTH = 80;

/** A readable id part: letters and digits of any script, in lower case, Latin ones without accents, the rest dashes. */
export function slug(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  const text = (words ?? []).join("-").slice(0, MAX_SLUG_LENGTH);
  return text.replace(/[\ud800-\udbff]$|-+$/g, "") || "entity"; // the cut may have left half a pair
}

/** Gives each name an id of its own: the first "a" is "a", the next "a-2". Holds every id it gave. */
class IdMaker {
  readonly #next = new Map<string, number>();
  constructor(readonly prefix: string) {}

  make(name: string): string {
    const wanted = `${this.prefix}:${slug(name)}`;
    let n = this.#next.get(wanted) ?? 1;
    let id = n === 1 ? wanted : `${wanted}-${n}`;
    // "a-2" may be the id of a name that is just that
    while (n > 1 && this.#next.has(id)) id = `${wanted}-${++n}`;
    this.#next.set(wanted, n + 1);
    if (n > 1) this.#next.set(id, 2);
    return id;
  }
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

/** The entity of one row, complete; or why there is none. */
function finish(
  row: CsvRow,
  columns: readonly Column[],
  ids: IdMaker | undefined,
  where: string,
): EntityRecord | string {
  if (row.cells === undefined) return `${where}: the row is too long`;
  const record = rowToRecord(row.cells, columns);
  if (typeof record === "string") return `${where}: ${record}`;
  const id = ids === undefined ? record.id : ids.make(record.name);
  if (id === undefined) return `${where}: the id is empty`;
  try {
    return checkRecord({ id, ...record }, where);
  } catch (error) {
    if (error instanceof NamesakeError) return error.message;
    throw error;
  }
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
    let columns: Column[] | undefined;
    let ids: IdMaker | undefined;
    for await (const row of csvRows(openText(path, observer.progress?.bind(observer)), delimiter)) {
      if (columns === undefined) {
        if (isSeparatorLine(row)) continue;
        columns = mapColumns(row.cells ?? [], overrides, path);
        if (!columns.some((column) => column.role.kind === "id")) ids = new IdMaker(idPrefix);
        continue;
      }
      const record = finish(row, columns, ids, `${name}, line ${row.line}`);
      if (typeof record === "string") {
        observer.rejected(record);
        continue;
      }
      info.records++;
      yield record;
    }
    if (columns === undefined) mapColumns([], overrides, path); // an empty file has no name column
  }
  return { info: [info], records };
}
