import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../errors.js";
import { checkRecord, type EntityRecord } from "../kb/record.js";
import { isFolder } from "./folder.js";
import { jsonlRecords } from "./jsonl.js";
import { requiredText } from "./required-text.js";
import type { Source } from "./source.js";
import { displayName, lines } from "./text-file.js";

/** Zeshel's files are JSON lines, but end in ".json". */
const JSON_FILE = /\.(?:json|jsonl|ndjson)(?:\.gz)?$/i;

/**
 * The paths of a folder's JSON files, sorted by name.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND
 */
export async function jsonFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && JSON_FILE.test(entry.name));
    return files.map(({ name }) => join(folder, name)).sort();
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path: folder, why: reason(error) }, { cause: error });
  }
}

function entity(value: unknown, where: string): EntityRecord {
  const id = requiredText(value, "document_id", where);
  const name = requiredText(value, "title", where);
  const { text } = value as Record<string, unknown>;
  const description = typeof text === "string" ? text.trim() : "";
  return checkRecord({ id, name, ...(description === "" ? {} : { description }) }, where);
}

/**
 * Entities from documents of Zeshel: JSON lines of `document_id` (which becomes the id), `title` (the name) and `text` (the
 * description), one file a world.
 *
 * A line that is not one is reported as "FILE, line N: why" and left out; blank lines are ignored.
 *
 * Logeswaran et al., Zero-Shot Entity Linking by Reading Entity Descriptions, ACL 2019.
 *
 * @param path a file, plain or gzipped, or "-" for standard input; or a folder, of which all JSON files are read
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * const source = zeshelDocuments("zeshel/documents");
 * for await (const { id, name } of source.records({ rejected: console.warn })) console.log(id, name);
 * ```
 */
export function zeshelDocuments(path: string): Source {
  const info = { name: displayName(path), licence: "unknown", records: 0 };
  return {
    info: [info],
    async *records(observer) {
      info.records = 0;
      const files = (await isFolder(path)) ? await jsonFiles(path) : [path];
      for (const [i, file] of files.entries()) {
        const progress = (fraction: number) => observer.progress?.((i + fraction) / files.length);
        const rejected = (message: string) => observer.rejected(message);
        const rows = lines(file, { rejected, progress });
        for await (const record of jsonlRecords(rows, displayName(file), observer, entity)) {
          info.records++;
          yield record;
        }
      }
    },
  };
}
