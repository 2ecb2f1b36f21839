import { lineFilter } from "./byte-search.js";
import { languageCodes } from "./languages.js";
import { INSTANCE_OF, SUBCLASS_OF, WIKIMEDIA_PAGES } from "./properties.js";
import { itemValues } from "./statements.js";
import type { WikidataItem } from "./wikidata-item.js";

/** Which items are wanted. */
export interface ItemFilter {
  /** Only those with a page in one of these wikis: "enwiki". Default: all. */
  sites?: readonly string[];
  /** Only those with a label in one of these languages, their variants, or for all languages. Default: all. */
  languages?: readonly string[];
  /** Also disambiguation pages, categories and other pages of Wikimedia's own. Default: true. */
  wikimediaPages?: boolean;
}

/** Whether a parsed item is wanted. */
export function itemTest({
  sites,
  languages,
  wikimediaPages = true,
}: ItemFilter): (item: WikidataItem) => boolean {
  const codes = languages === undefined ? undefined : languageCodes(languages);
  return (item) =>
    (sites === undefined || sites.some((site) => item.sitelinks[site] !== undefined)) &&
    (codes === undefined || codes.some((code) => item.labels[code] !== undefined)) &&
    (wikimediaPages || !itemValues(item, INSTANCE_OF).some((id) => WIKIMEDIA_PAGES.has(id)));
}

/**
 * The same as {@link itemTest}, asked of the bytes of a line: it says yes to all items that are wanted, and to some
 * others.
 *
 * @param classes whether it also says yes to all classes, which name the types of others
 */
export function itemLineFilter(
  { sites, languages }: ItemFilter,
  classes: boolean,
): ReturnType<typeof lineFilter> {
  const quoted = (texts: readonly string[]) => texts.map((text) => `"${text}"`);
  const groups = [
    ...(sites === undefined ? [] : [quoted(sites)]),
    ...(languages === undefined ? [] : [quoted(languageCodes(languages))]),
  ];
  return lineFilter(groups, classes ? quoted([SUBCLASS_OF]) : []);
}
