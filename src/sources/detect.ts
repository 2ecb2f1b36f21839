import { statSync } from "node:fs";
import { basename, extname } from "node:path";
import { NamesakeError } from "../errors.js";
import { bootlegEntityDb, isEntityDb } from "./bootleg/entity-db.js";
import { type CsvOptions, csvSource } from "./csv.js";
import { jsonlRecords, jsonlSource } from "./jsonl.js";
import { oboSource } from "./obo/obo-source.js";
import { RDF_FILE, rdfSource } from "./rdf/rdf-source.js";
import type { Source } from "./source.js";
import { displayName, openText, splitLines } from "./text-file.js";
import { rrfFile } from "./umls/rrf-rows.js";
import { umlsSource } from "./umls/umls-source.js";
import { wordNetFolder, wordNetSource } from "./wordnet/wordnet-source.js";

/** Endings that tell the kind of a source. */
const ENDINGS = ".csv, .tsv, .tab, .jsonl, .ndjson, .obo, .nt, .nq, .ttl, .trig, also with .gz";

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

/** What may be told about a source of any kind; one that has no use for an option passes it over. */
export interface FileOptions extends CsvOptions {
  /** Languages of RDF and of UMLS. */
  languages?: readonly string[];
}

/** The source a folder is, by the files in it; `undefined` for any other folder and for files. */
function folderSource(path: string, options: FileOptions): Source | undefined {
  if (path === "-" || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  if (isEntityDb(path)) return bootlegEntityDb(path);
  if (rrfFile(path, "MRCONSO.RRF") !== undefined) return umlsSource(path, options);
  return wordNetFolder(path) === undefined ? undefined : wordNetSource(path);
}

/**
 * The source a file is: CSV by ".csv", ".tsv" or ".tab" (the last two with tabs), JSON lines by ".jsonl" or ".ndjson", OBO by ".obo", RDF
 * by ".nt", ".nq", ".ttl" or ".trig", UMLS by "MRCONSO.RRF", each also with ".gz"; any other file is JSON lines if its first
 * non-blank character is "{". Folders are told by what they hold: Bootleg's `entity_mappings`, UMLS' `MRCONSO.RRF`, WordNet's
 * `data.noun`.
 *
 * @param path a file or a folder, or "-" for JSON lines on standard input
 * @throws {NamesakeError} what the source of its kind throws; SOURCE_UNKNOWN while reading if the content does not tell either
 * @example
 * ```ts
 * const source = fileSource("people.tsv.gz", { columns: { name: "Person" } });
 * ```
 */
export function fileSource(path: string, options: FileOptions = {}): Source {
  const folder = folderSource(path, options);
  if (folder !== undefined) return folder;
  if (RDF_FILE.test(path)) return rdfSource([path], options);
  if (/^MRCONSO\.RRF(?:\.gz)?$/i.test(basename(path))) return umlsSource(path, options);
  switch (extname(path.replace(/\.gz$/i, "")).toLowerCase()) {
    case ".csv":
      return csvSource(path, options);
    case ".tsv":
    case ".tab":
      return csvSource(path, { delimiter: "\t", ...options });
    case ".jsonl":
    case ".ndjson":
      return jsonlSource(path);
    case ".obo":
      return oboSource(path);
    default:
      return sniffedSource(path);
  }
}
