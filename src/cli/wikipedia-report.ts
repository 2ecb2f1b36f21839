import { ANCHOR_RULES } from "../sources/wikipedia/anchor-rules.js";
import type { StageResults } from "../sources/wikipedia/build-wikipedia.js";

/** What each stage of building a KB of a wiki does. */
export const STAGE_TITLES: Readonly<Record<keyof StageResults, string>> = {
  read: "Reading pages",
  pages: "Sorting pages",
  redirects: "Following redirects",
  links: "Counting links",
  names: "Filtering names",
  neighbours: "Finding what is linked with what",
  aliases: "Collecting other names",
  facts: "Reading Wikidata",
  records: "Joining",
  build: "Building the knowledge base",
  documents: "Writing training documents",
};

export const number = (value: number): string => Math.round(value).toLocaleString("en");

/** "1 page", "2 pages". */
const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** "20.1 GB". */
export function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}

/** "3 h 10 min", "4 min", "12 s". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What a stage found, in one line; undefined where there is nothing to say. */
export const STAGE_FINDINGS: {
  readonly [S in keyof StageResults]: (result: StageResults[S]) => string | undefined;
} = {
  read: ({ pages, articles, redirects, disambiguations, links, bytes, skipped }) =>
    `${counted(pages, "page")} in ${size(bytes)} of XML: ${counted(articles, "article")}, ${counted(redirects, "redirect")}, ` +
    `${counted(disambiguations, "disambiguation page")}; ${counted(links, "link")}${skipped === 0 ? "" : `; ${number(skipped)} left out`}`,
  pages: ({ pages, duplicates, categories }) =>
    `${counted(pages, "title")}${duplicates === 0 ? "" : `, ${number(duplicates)} of them twice: the newest page counts`}; ` +
    `${number(categories.frequent.length)} of ${counted(categories.all, "category", "categories")} are frequent enough to be types`,
  redirects: ({ redirects, chained, cyclic, examples, conflicting }) =>
    `${counted(redirects, "redirect")}, ${number(chained)} to other redirects` +
    `${conflicting === 0 ? "" : `, ${number(conflicting)} said two ways`}` +
    `${cyclic === 0 ? "" : `; ${number(cyclic)} go in circles and were left out: ${examples.join(", ")}${cyclic > examples.length ? ", …" : ""}`}`,
  links: ({ links, pairs, missing }) =>
    `${counted(links, "link")} to pages, by ${counted(pairs, "pair")} of text and page; ${number(missing)} to pages that are not there`,
  names: ({ pairs, kept, left }) =>
    `${number(kept)} of ${counted(pairs, "pair")} kept` +
    ANCHOR_RULES.flatMap((rule) => (left[rule] === undefined ? [] : `; ${rule}: ${number(left[rule])}`)).join(
      "",
    ),
  neighbours: ({ pages }) => `${counted(pages, "page")} linked with others`,
  aliases: ({ redirects, meanings }) =>
    `${number(redirects)} of redirects, ${number(meanings)} of disambiguation pages`,
  facts: (facts) =>
    facts === undefined || facts === null
      ? undefined
      : `${counted(facts.items, "item")} with a page; ${counted(facts.relations, "relation")}, ${number(facts.toPages)} of them to other pages`,
  records: ({ records }) => counted(records, "entity", "entities"),
  build: ({ entities, aliases }) =>
    `${counted(entities, "entity", "entities")}, ${counted(aliases, "alias", "aliases")}`,
  documents: ({ train, dev, test }) =>
    `${number(train)} to train, ${number(dev)} to choose (dev), ${number(test)} to test`,
};
