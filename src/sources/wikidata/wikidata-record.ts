import type { AttributeValue, EntityRecord } from "../../kb/record.js";
import { firstText, languageCodes, textsOf } from "./languages.js";
import { EXTERNAL_IDS, PLACES, type Property, QUANTITIES, RELATIONS, TIMES } from "./properties.js";
import { bestValues, itemValues, placeOnEarth, plainNumber } from "./statements.js";
import { type WikidataTime, wikidataDate } from "./wikidata-date.js";
import type { WikidataItem } from "./wikidata-item.js";

export interface RecordOptions {
  /** Languages of names, aliases and descriptions, the most wanted first. Default: en. */
  languages?: readonly string[];
  /** Wikis whose titles become `sameAs` "enwiki:Title". Default: the Wikipedias of the languages. */
  sites?: readonly string[];
}

/** Makes records of items, all with the same options; see {@link wikidataRecord}. */
export function recordMaker({
  languages = ["en"],
  sites,
}: RecordOptions = {}): (item: WikidataItem) => EntityRecord | undefined {
  const codes = languageCodes(languages);
  const wikis = sites ?? languages.map(wikipediaOf);
  return (item) => recordOf(item, codes, wikis);
}

/** The database of the Wikipedia of a language: "enwiki", "zh_min_nanwiki". */
export const wikipediaOf = (language: string): string => `${language.replaceAll("-", "_")}wiki`;

/**
 * The record of an item: its label, description and aliases; relations ({@link RELATIONS}) to other items by their ids; times, place and
 * inhabitants as attributes; ids elsewhere and titles of wikis as `sameAs`; the number of its site links as `count`. Types have to
 * be added by who knows the labels of other items.
 *
 * @returns undefined where the item has no label in any of the languages
 * @example
 * ```ts
 * wikidataRecord(item, { languages: ["de", "en"] });
 * // { id: "Q64", name: "Berlin", …, relations: [{ relation: "country", object: "Q183" }, …], sameAs: ["dewiki:Berlin", …] }
 * ```
 */
export function wikidataRecord(item: WikidataItem, options: RecordOptions = {}): EntityRecord | undefined {
  return recordMaker(options)(item);
}

function recordOf(
  item: WikidataItem,
  codes: readonly string[],
  sites: readonly string[],
): EntityRecord | undefined {
  const { id, labels, descriptions, sitelinks } = item;
  const name = firstText(labels, codes);
  if (name === undefined) return undefined;
  const description = firstText(descriptions, codes);
  const aliases = new Set([...textsOf(labels, codes), ...textsOf(item.aliases, codes)]);
  aliases.delete(name);
  const relations = RELATIONS.flatMap(({ id, name }) =>
    itemValues(item, id).map((object) => ({ relation: name, object })),
  );
  const attributes = attributesOf(item);
  const sameAs = [...titlesOf(item, sites), ...externalIds(item)];
  return {
    id,
    name,
    ...(description === undefined ? {} : { description }),
    ...(aliases.size === 0 ? {} : { aliases: [...aliases] }),
    ...(relations.length === 0 ? {} : { relations }),
    count: Object.keys(sitelinks).length,
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    ...(sameAs.length === 0 ? {} : { sameAs }),
    url: `https://www.wikidata.org/wiki/${id}`,
  };
}

/** Of several values of one property the first counts. */
function attributesOf(item: WikidataItem): Record<string, AttributeValue> {
  const found: Record<string, AttributeValue> = {};
  const add = (table: readonly Property[], read: (value: unknown) => AttributeValue | undefined): void => {
    for (const { id, name } of table)
      for (const value of bestValues(item, id)) {
        const attribute = read(value);
        if (attribute === undefined) continue;
        found[name] = attribute;
        break;
      }
  };
  add(TIMES, (value) => wikidataDate(value as WikidataTime));
  add(PLACES, placeOnEarth);
  add(QUANTITIES, plainNumber);
  return found;
}

/** The title of an item's page in a wiki. */
export function titleIn({ sitelinks }: WikidataItem, site: string): string | undefined {
  const title: unknown = sitelinks[site]?.title;
  return typeof title === "string" && title !== "" ? title : undefined;
}

const titlesOf = (item: WikidataItem, sites: readonly string[]): string[] =>
  sites.flatMap((site) => {
    const title = titleIn(item, site);
    return title === undefined ? [] : [`${site}:${title}`];
  });

const externalIds = (item: WikidataItem): string[] =>
  EXTERNAL_IDS.flatMap(({ id, name }) =>
    bestValues(item, id).flatMap((value) =>
      typeof value === "string" && value.trim() !== "" ? [name + value.trim()] : [],
    ),
  );
