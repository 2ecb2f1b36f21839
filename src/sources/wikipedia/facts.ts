import { rmSync } from "node:fs";
import { join } from "node:path";
import { readLines, writeLines } from "../../kb/line-files.js";
import type { EntityRecord } from "../../kb/record.js";
import { Alongside, behind, FileSorter, fieldOf, groups } from "./sorted-files.js";

export interface FactsSummary {
  /** Items that have a page of the wiki. */
  items: number;
  relations: number;
  /** Relations to what has a page, whose title they name then. */
  toPages: number;
}

/** Records that are sorted in memory. */
const RUN = 20_000;

/**
 * What Wikidata knows of the pages of a wiki, by their titles. The objects of relations, which are ids of items, become the titles of
 * their pages, which are the ids of the KB; items without a page keep their ids. Sorted outside memory, three times.
 *
 * @param records as `wikidataSource` gives them; those without a page of the wiki are passed over
 * @param site database of the wiki: "enwiki"
 * @param folder gets "facts": title, JSON of the record
 */
export async function collectFacts(
  records: AsyncIterable<EntityRecord>,
  site: string,
  folder: string,
): Promise<FactsSummary> {
  const summary: FactsSummary = { items: 0, relations: 0, toPages: 0 };
  const byTitle = new FileSorter(folder, "records", RUN);
  const byId = new FileSorter(folder, "ids");
  const byObject = new FileSorter(folder, "objects");
  const prefix = `${site}:`;
  for await (const { relations = [], sameAs = [], ...record } of records) {
    const link = sameAs.find((id) => id.startsWith(prefix));
    if (link === undefined) continue;
    summary.items++;
    const title = fieldOf(link.slice(prefix.length));
    byTitle.add(title, JSON.stringify({ ...record, sameAs: sameAs.filter((id) => id !== link) }));
    byId.add(record.id, title);
    relations.forEach(({ relation, object }, i) => {
      byObject.add(fieldOf(object), title, String(i).padStart(6, "0"), fieldOf(relation));
    });
  }
  const named = new FileSorter(folder, "relations");
  const titles = new Alongside(byId.sorted());
  let item: string | undefined;
  let page: string | undefined;
  for (const line of byObject.sorted()) {
    const object = line.slice(0, line.indexOf("\t"));
    if (object !== item) {
      item = object;
      [page] = titles.take(object);
    }
    summary.relations++;
    if (page !== undefined) summary.toPages++;
    named.add(behind(line, 1), page ?? object);
  }
  titles.close();
  const sorted = join(folder, "relations.run");
  writeLines(sorted, named.sorted());
  writeLines(join(folder, "facts"), withRelations(byTitle.sorted(), readLines(sorted)));
  rmSync(sorted);
  return summary;
}

/** Gives the records their relations back. Of several items that claim one page, the first counts. */
function* withRelations(records: Iterable<string>, relations: Iterable<string>): Generator<string> {
  const facts = new Alongside(relations);
  for (const { key: title, lines } of groups(records)) {
    const record = JSON.parse(behind(lines[0] as string, 1)) as EntityRecord;
    const own = facts.take(title).map((line) => {
      const [, relation = "", object = ""] = line.split("\t");
      return { relation, object };
    });
    yield `${title}\t${JSON.stringify(own.length === 0 ? record : { ...record, relations: own })}`;
  }
  facts.close();
}
