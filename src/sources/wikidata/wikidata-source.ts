import { availableParallelism } from "node:os";
import type { EntityRecord } from "../../kb/record.js";
import { readClassLexicon } from "../../types/classes/class-lexicon.js";
import { ScratchFolder } from "../scratch-folder.js";
import type { Source, SourceObserver } from "../source.js";
import type { Spool } from "../spool.js";
import { displayName } from "../text-file.js";
import { ClassTable } from "./class-table.js";
import { dumpBlocks } from "./dump-blocks.js";
import type { ItemFilter } from "./item-filter.js";
import { addTally, emptyTally, type ItemTally } from "./item-lines.js";
import { readBlocks } from "./record-threads.js";
import type { RecordOptions } from "./wikidata-record.js";
import { withTypes } from "./wikidata-types.js";

export interface WikidataOptions extends RecordOptions {
  /** Only items with a page in this wiki: "enwiki". Default: all. */
  site?: string;
  /** Also disambiguation pages, categories and the like. Default: false. */
  wikimediaPages?: boolean;
  /** Whether records get their NER class. Default: true. */
  ner?: boolean;
  /** Where records wait until the names of their types are known; they take about the room of the KB. Default: the system's. */
  scratch?: string;
  /** Threads that read items; 0 for none. Default: one for each processor. */
  threads?: number;
}

export interface WikidataSource extends Source {
  /** What became of the lines of the dump; known after `records` has ended. */
  readonly tally: ItemTally;
}

/** Share of the way that reading the dump takes; the rest is for types. */
const READING = 0.9;

/**
 * The items of a JSON dump of Wikidata (plain, .gz or .bz2), or of items in a MediaWiki XML dump, as {@link wikidataRecord} makes them,
 * with types ({@link withTypes}). Items without a label in the languages are left out, as are pages of Wikimedia's own.
 *
 * The names of types are labels of items that may come later: records wait in a file until the dump was read. Memory: a few blocks of
 * the dump, and the classes that occur. The result does not depend on the number of threads.
 *
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, DUMP_UNREADABLE, DUMP_NEEDS_BZIP2, WORKER_FAILED, WRITE_FAILED
 * @example
 * ```ts
 * const source = wikidataSource("latest-all.json.gz", { languages: ["de", "en"], site: "dewiki" });
 * for await (const record of source.records({ rejected: console.warn })) console.log(record.id, record.name);
 * ```
 */
export function wikidataSource(path: string, options: WikidataOptions = {}): WikidataSource {
  const name = displayName(path);
  const info = { name, licence: "CC0-1.0", url: "https://www.wikidata.org", records: 0 };
  const tally = emptyTally();
  return {
    info: [info],
    tally,
    async *records(observer) {
      info.records = 0;
      Object.assign(tally, emptyTally());
      const scratch = new ScratchFolder(options.scratch);
      try {
        const records = await scratch.spool("records.jsonl");
        const classLines = await scratch.spool("classes.tsv");
        const { used, made } = await readDump(path, records, classLines, options, observer, tally);
        const classes = await ClassTable.read(() => classLines.lines(), used);
        const lexicon = options.ner === false ? undefined : await readClassLexicon();
        for await (const line of records.lines()) {
          if (++info.records % 2000 === 0)
            observer.progress?.(READING + ((1 - READING) * info.records) / made);
          yield withTypes(JSON.parse(line) as EntityRecord, classes, lexicon);
        }
      } finally {
        await scratch.remove();
      }
    },
  };
}

/** Writes the records and classes of a dump to files. Gives the ids of the items that records have as types, and how many records there are. */
async function readDump(
  path: string,
  records: Spool,
  classes: Spool,
  { languages = ["en"], sites, site, wikimediaPages = false, threads }: WikidataOptions,
  observer: SourceObserver,
  tally: ItemTally,
): Promise<{ used: Set<string>; made: number }> {
  const used = new Set<string>();
  let made = 0;
  const progress = observer.progress?.bind(observer);
  const watched: SourceObserver = {
    rejected: (message) => {
      tally.broken++;
      observer.rejected(message);
    },
    ...(progress === undefined ? {} : { progress: (fraction: number) => progress(READING * fraction) }),
  };
  const task = {
    name: displayName(path),
    filter: {
      languages,
      wikimediaPages,
      ...(site === undefined ? {} : { sites: [site] }),
    } satisfies ItemFilter,
    record: { languages, ...(sites === undefined ? {} : { sites }) },
  };
  const results = readBlocks(dumpBlocks(path, watched), task, threads ?? availableParallelism());
  for await (const result of results) {
    addTally(tally, result.tally);
    made += result.made;
    for (const message of result.rejected) observer.rejected(message);
    for (const id of result.used) used.add(id);
    await records.append(result.records);
    await classes.append(result.classes);
  }
  await Promise.all([records.flush(), classes.flush()]);
  return { used, made };
}
