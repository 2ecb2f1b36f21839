import { NamesakeError, reason } from "../errors.js";
import { checkRecord, type EntityRecord } from "../kb/record.js";
import type { Source, SourceObserver } from "./source.js";
import { displayName, type Line, lines } from "./text-file.js";

/** The entity of what a line says. `where` names the line in messages. */
export type RecordReader = (value: unknown, where: string) => EntityRecord;

function parseRecord(text: string, where: string, read: RecordReader): EntityRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const found = `text that is not JSON (${reason(error)})`;
    throw new NamesakeError("RECORD_INVALID", { where, field: "record", expected: "one JSON object", found });
  }
  return read(value, where);
}

/**
 * The entities on `rows`, one a line; bad lines are reported and left out, blank ones ignored.
 *
 * @param read makes the entity of a line, or throws a {@link NamesakeError}; default: the line is an {@link EntityRecord}
 */
export async function* jsonlRecords(
  rows: AsyncIterable<Line>,
  name: string,
  observer: SourceObserver,
  read: RecordReader = checkRecord,
): AsyncGenerator<EntityRecord, void, undefined> {
  for await (const { number, text } of rows) {
    if (text.trim() === "") continue;
    let record: EntityRecord;
    try {
      record = parseRecord(text, `${name}, line ${number}`, read);
    } catch (error) {
      if (!(error instanceof NamesakeError)) throw error;
      observer.rejected(error.message);
      continue;
    }
    yield record;
  }
}

/**
 * Entities from JSON lines: one {@link EntityRecord} a line, plain or gzipped.
 *
 * A line that is not one is reported as "FILE, line N: why" and left out; blank lines are ignored.
 *
 * @param path a file, or "-" for standard input
 * @param read makes the entity of a line that is not an {@link EntityRecord}
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * const source = jsonlSource("people.jsonl.gz");
 * for await (const record of source.records({ rejected: console.warn })) console.log(record.id, record.name);
 * ```
 */
export function jsonlSource(path: string, read?: RecordReader): Source {
  const name = displayName(path);
  const info = { name, licence: "unknown", records: 0 };
  return {
    info: [info],
    async *records(observer) {
      info.records = 0;
      for await (const record of jsonlRecords(lines(path, observer), name, observer, read)) {
        info.records++;
        yield record;
      }
    },
  };
}
