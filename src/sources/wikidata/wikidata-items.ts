import type { SourceObserver } from "../source.js";
import { displayName } from "../text-file.js";
import { dumpBlocks } from "./dump-blocks.js";
import { type ItemFilter, itemLineFilter, itemTest } from "./item-filter.js";
import { emptyTally, type ItemTally, itemsOfBlock } from "./item-lines.js";
import type { WikidataItem } from "./wikidata-item.js";

/**
 * The items of a dump of Wikidata: the JSON dump (`[`, one entity a line, `]`; plain, .gz or .bz2), or a MediaWiki XML dump that has the
 * JSON in its pages. Redirects, properties and lexemes are left out. Broken lines are reported as "FILE, line N: why" and left out.
 *
 * Lines that the filter rules out are not parsed. Memory: one block of lines, 4 MB.
 *
 * @param tally where lines are counted
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, DUMP_UNREADABLE, DUMP_NEEDS_BZIP2
 * @example
 * ```ts
 * for await (const item of wikidataItems("latest-all.json.gz", { rejected: console.warn }, { sites: ["enwiki"] }))
 *   console.log(item.id, item.sitelinks["enwiki"]?.title);
 * ```
 */
export async function* wikidataItems(
  path: string,
  observer: SourceObserver,
  filter: ItemFilter = {},
  tally: ItemTally = emptyTally(),
): AsyncGenerator<WikidataItem, void, undefined> {
  const couldBeWanted = itemLineFilter(filter, false);
  const isWanted = itemTest(filter);
  const name = displayName(path);
  const report = { tally, name, rejected: observer.rejected.bind(observer) };
  for await (const block of dumpBlocks(path, observer))
    for (const item of itemsOfBlock(block, couldBeWanted(block.bytes), report)) {
      if (isWanted(item)) yield item;
      else tally.unwanted++;
    }
}
