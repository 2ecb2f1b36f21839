import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type FileContent, writeTogether } from "../../atomic-file.js";
import { NamesakeError, reason } from "../../errors.js";
import { LineSorter } from "../../kb/line-sorter.js";
import { type EntityRecord, MAX_NAME_LENGTH } from "../../kb/record.js";
import { nameCount } from "../../kb/record-aliases.js";
import { spillFiles } from "../../kb/spill-files.js";
import { pickledDictionary } from "./pickle.js";
import { cell, TABLES } from "./tables.js";

const SEPARATOR = "\u0000";
const RUN = 250_000;
/** Digits of a row's number, so that lines sort as numbers do. */
const DIGITS = 10;
/** What an alias without a count of its own is given, as a share of its entity's count. */
const UNCOUNTED_SHARE = 0.2;

/** What was written. */
export interface TablesWritten {
  entities: number;
  /** Different names, in small letters. */
  aliases: number;
  /** Entities by class; those without one are not in the class map. */
  classes: Map<string, number>;
}

/**
 * Writes a KB as the tables of {@link TABLES}. All of them are there, or what was before. Aliases are sorted outside memory.
 *
 * @param entities read several times, in one order
 * @param classOf one of the 18 classes, by the entity; undefined = none
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function writeTables(
  entities: () => Iterable<EntityRecord>,
  folder: string,
  classOf: (record: EntityRecord) => string | undefined,
): Promise<TablesWritten> {
  const scratch = join(folder, `.sorting-${randomUUID()}`);
  try {
    mkdirSync(scratch, { recursive: true });
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path: folder, why: reason(error) }, { cause: error });
  }
  try {
    const ids: string[] = [];
    const classes = new Map<string, number>();
    const sorter = new LineSorter(spillFiles(scratch, "aliases"), RUN);
    let row = 0;
    for (const record of entities()) {
      ids.push(record.id);
      for (const [name, count] of namesOf(record))
        sorter.add([name, String(row).padStart(DIGITS, "0"), count].join(SEPARATOR));
      const found = classOf(record);
      row++;
      if (found !== undefined) classes.set(found, (classes.get(found) ?? 0) + 1);
    }
    // Sorted once and kept: the lines of a sorter are read once.
    const sorted = spillFiles(scratch, "sorted");
    sorted.write(0, sorter.sorted());
    const aliases = () => grouped(sorted.read(0));
    const rows = <T>(value: (record: EntityRecord) => T): Iterable<T> => mapped(entities(), value);
    const written: TablesWritten = { entities: ids.length, aliases: 0, classes };
    const file = (name: string, pieces: FileContent["pieces"]): FileContent => ({
      path: join(folder, name),
      pieces,
    });
    await writeTogether([
      file(
        TABLES.aliases,
        pickledDictionary(
          mapped(aliases(), ({ name, found }) => {
            written.aliases++;
            return [name, found.map(({ row }) => ids[row] as string)] as const;
          }),
        ),
      ),
      file(
        TABLES.aliasCounts,
        lines(
          "alias,id,count,share",
          flat(aliases(), ({ name, found }) => {
            const total = found.reduce((sum, { count }) => sum + count, 0);
            return found.map(({ row, count }) =>
              [name, ids[row] as string, count, total === 0 ? 1 / found.length : count / total]
                .map(cell)
                .join(","),
            );
          }),
        ),
      ),
      file(
        TABLES.descriptions,
        lines(
          "text_id,text",
          rows(({ id, description = "" }) => `${cell(id)},${cell(description)}`),
        ),
      ),
      file(
        TABLES.counts,
        lines(
          "page_id,counts",
          rows(({ id, count = 0 }) => `${cell(id)},${count}`),
        ),
      ),
      file(TABLES.titles, pickledDictionary(rows(({ id, name }) => [id, name] as const))),
      file(
        TABLES.classes,
        pickledDictionary(
          flat(
            rows((record) => [record.id, classOf(record)] as const),
            ([id, found]) => (found === undefined ? [] : [[id, found] as const]),
          ),
        ),
      ),
      file(
        TABLES.classShares,
        lines(
          "class,entities,share",
          [...classes]
            .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
            .map(([name, count]) => [name, count, count / ids.length].map(cell).join(",")),
        ),
      ),
    ]);
    return written;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The names of a record as NER4EL looks them up, in small letters, with their counts; each once. */
function namesOf(record: EntityRecord): Map<string, number> {
  const names = new Map<string, number>();
  const add = (name: string, count: number): void => {
    const key = name.toLowerCase().replace(/\s+/g, " ").trim();
    if (key !== "" && key.length <= MAX_NAME_LENGTH && !/\p{Cc}/u.test(key))
      names.set(key, (names.get(key) ?? 0) + count);
  };
  add(record.name, nameCount(record));
  for (const alias of record.aliases ?? []) {
    if (typeof alias === "string") add(alias, UNCOUNTED_SHARE * (record.count ?? 0));
    else if (alias.text !== record.name) add(alias.text, alias.count);
  }
  return names;
}

interface GroupedAlias {
  name: string;
  found: { row: number; count: number }[];
}

/** Sorted lines as names with the rows that they lead to, the most counted first. */
function* grouped(lines: Iterable<string>): Generator<GroupedAlias> {
  let held: GroupedAlias | undefined;
  const ordered = (alias: GroupedAlias): GroupedAlias => {
    alias.found.sort((a, b) => b.count - a.count || a.row - b.row);
    return alias;
  };
  for (const line of lines) {
    const [name = "", row, count] = line.split(SEPARATOR);
    if (held?.name !== name) {
      if (held !== undefined) yield ordered(held);
      held = { name, found: [] };
    }
    held.found.push({ row: Number(row), count: Number(count) });
  }
  if (held !== undefined) yield ordered(held);
}

function* lines(heading: string, rows: Iterable<string>): Generator<string> {
  yield `${heading}\n`;
  for (const row of rows) yield `${row}\n`;
}

function* mapped<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}

function* flat<A, B>(items: Iterable<A>, change: (item: A) => Iterable<B>): Generator<B> {
  for (const item of items) yield* change(item);
}
