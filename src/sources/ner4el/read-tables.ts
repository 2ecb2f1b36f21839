import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import type { EntityRecord } from "../../kb/record.js";
import { CsvParser } from "../csv-parser.js";
import type { Source, SourceObserver } from "../source.js";
import { openText } from "../text-file.js";
import { TABLES } from "./tables.js";
import { type Unpickled, unpickle } from "./unpickle.js";

/**
 * Entities from the tables of NER4EL, its own or those that `kb export --tables` writes, which say also how often each alias was counted.
 * Pickles are read as a whole: memory is some times their size.
 *
 * @param folder with the files of {@link TABLES}; those of aliases and titles are needed
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, RECORD_INVALID
 */
export function ner4elTables(folder: string): Source {
  const info = { name: basename(folder), licence: "unknown", records: 0 };
  async function* records(_observer: SourceObserver): AsyncGenerator<EntityRecord> {
    info.records = 0;
    const titles = dictionary(folder, TABLES.titles);
    const classes = existsSync(join(folder, TABLES.classes)) ? dictionary(folder, TABLES.classes) : new Map();
    const counts = await column(folder, TABLES.counts);
    const descriptions = await column(folder, TABLES.descriptions);
    const aliases = (await countedAliases(folder)) ?? plainAliases(folder);
    for (const [id, title] of titles) {
      const name = String(title);
      const count = Number(counts.get(String(id)) ?? 0);
      const description = descriptions.get(String(id)) ?? "";
      const found = classes.get(id) ?? classes.get(String(id));
      const others = (aliases.get(String(id)) ?? []).filter((alias) => nameOf(alias) !== name.toLowerCase());
      info.records++;
      yield {
        id: String(id),
        name,
        ...(description !== "" && { description }),
        ...(others.length > 0 && { aliases: others }),
        ...(found !== undefined && { types: { ner: [String(found)] } }),
        ...(count > 0 && { count }),
      };
    }
  }
  return { info: [info], records };
}

type Alias = string | { text: string; count: number };
const nameOf = (alias: Alias): string => (typeof alias === "string" ? alias : alias.text);

function dictionary(folder: string, name: string): Map<Unpickled, Unpickled> {
  const path = join(folder, name);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) });
  }
  const value = unpickle(bytes, path);
  if (value instanceof Map) return value;
  throw new NamesakeError("RECORD_INVALID", {
    where: path,
    field: "file",
    expected: "a dictionary",
    found: "something else",
  });
}

/** The rows of a CSV file below its heading; none where the file is missing. */
async function* rowsOf(folder: string, name: string): AsyncGenerator<readonly string[]> {
  const path = join(folder, name);
  if (!existsSync(path)) return;
  const parser = new CsvParser(",");
  let heading = true;
  const below = function* (rows: Iterable<{ cells: string[] | undefined }>) {
    for (const { cells } of rows) {
      if (!heading && cells !== undefined) yield cells;
      heading = false;
    }
  };
  for await (const piece of openText(path)) yield* below(parser.push(piece));
  yield* below(parser.end());
}

async function column(folder: string, name: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const [id = "", value = ""] of rowsOf(folder, name)) found.set(id, value);
  return found;
}

async function countedAliases(folder: string): Promise<Map<string, Alias[]> | undefined> {
  if (!existsSync(join(folder, TABLES.aliasCounts))) return undefined;
  const found = new Map<string, Alias[]>();
  for await (const [alias = "", id = "", count] of rowsOf(folder, TABLES.aliasCounts))
    add(found, id, { text: alias, count: Number(count) });
  return found;
}

function plainAliases(folder: string): Map<string, Alias[]> {
  const found = new Map<string, Alias[]>();
  for (const [alias, ids] of dictionary(folder, TABLES.aliases))
    if (Array.isArray(ids)) for (const id of ids) add(found, String(id), String(alias));
  return found;
}

function add(found: Map<string, Alias[]>, id: string, alias: Alias): void {
  const known = found.get(id);
  if (known === undefined) found.set(id, [alias]);
  else known.push(alias);
}
