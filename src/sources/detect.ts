import { extname } from "node:path";
import { NamesakeError } from "../errors.js";
import { type CsvOptions, csvSource } from "./csv.js";
import { jsonlRecords, jsonlSource } from "./jsonl.js";
import type { Source } from "./source.js";
import { displayName, openText, splitLines } from "./text-file.js";

/** Endings that tell the kind of a source. */
const ENDINGS = ".csv, .tsv, .tab, .jsonl, .ndjson, also with .gz";

/** Text whose kind shows only when it is read: JSON lines start with "{". Standard input can be read only once. */
function sniffedSource(path: string): Source {
  const name = displayName(path);
  const info = { name, licence: "unknown", records: 0 };
  async function* checked(text: AsyncIterable<string>): AsyncGenerator<string> {
    let blank = true;
    for await (const piece of text) {
      if (blank && piece.trim() !== "") {
        if (!piece.trimStart().startsWith("{"))
          throw new NamesakeError("SOURCE_UNKNOWN", { source: path, known: ENDINGS });
        blank = false;
      }
      yield piece;
    }
    if (blank) throw new NamesakeError("SOURCE_UNKNOWN", { source: path, known: ENDINGS });
  }
  return {
    info: [info],
    async *records(observer) {
      info.records = 0;
      const text = checked(openText(path, observer.progress?.bind(observer)));
      for await (const record of jsonlRecords(splitLines(text, name, observer), name, observer)) {
        info.records++;
        yield record;
      }
    },
  };
}

/**
 * The source a file is: CSV by ".csv", ".tsv" or ".tab" (the last two with tabs), JSON lines by ".jsonl" or ".ndjson", each
 * also with ".gz"; any other file is JSON lines if its first non-blank character is "{".
 *
 * @param path a file, or "-" for JSON lines on standard input
 * @param options for CSV; JSON lines need none
 * @throws {NamesakeError} what {@link csvSource} and {@link jsonlSource} throw; SOURCE_UNKNOWN while reading if the content
 *   does not tell either
 * @example
 * ```ts
 * const source = fileSource("people.tsv.gz", { columns: { name: "Person" } });
 * ```
 */
export function fileSource(path: string, options: CsvOptions = {}): Source {
  switch (extname(path.replace(/\.gz$/i, "")).toLowerCase()) {
    case ".csv":
      return csvSource(path, options);
    case ".tsv":
    case ".tab":
      return csvSource(path, { delimiter: "\t", ...options });
    case ".jsonl":
    case ".ndjson":
      return jsonlSource(path);
    default:
      return sniffedSource(path);
  }
}
