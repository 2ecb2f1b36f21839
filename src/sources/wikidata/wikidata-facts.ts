import type { EntityRecord } from "../../kb/record.js";
import type { WikidataItem } from "./wikidata-item.js";
import { type RecordOptions, recordMaker, titleIn } from "./wikidata-record.js";

/** What Wikidata knows of a page of a wiki. */
export interface WikidataFact {
  /** Title of the page, with spaces. */
  title: string;
  /** Id of the item: "Q64". */
  id: string;
  /** As {@link wikidataRecord} makes it; its name is the item's label, or the page's title where it has none. */
  record: EntityRecord;
}

/**
 * What items say of the pages of one wiki, to be joined with them by title; one for each item that has a page there. To have the
 * names of classes as types as well, join the records of {@link wikidataSource} with this `site`: each has `sameAs` "enwiki:Title".
 *
 * @param options.site database of the wiki: "enwiki"
 * @example
 * ```ts
 * const items = wikidataItems("latest-all.json.gz", observer, { sites: ["enwiki"] });
 * for await (const { title, id, record } of wikidataFacts(items, { site: "enwiki" })) console.log(title, id, record.description);
 * ```
 */
export async function* wikidataFacts(
  items: AsyncIterable<WikidataItem> | Iterable<WikidataItem>,
  { site, ...options }: { site: string } & RecordOptions,
): AsyncGenerator<WikidataFact, void, undefined> {
  const recordOf = recordMaker({ ...options, sites: options.sites ?? [site] });
  for await (const item of items) {
    const title = titleIn(item, site);
    if (title === undefined) continue;
    const label = { mul: { language: "mul", value: title } };
    const record = recordOf(item) ?? recordOf({ ...item, labels: label });
    if (record !== undefined) yield { title, id: item.id, record };
  }
}
