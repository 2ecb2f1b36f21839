import { join } from "node:path";
import { readLines } from "../../kb/line-files.js";
import { type EntityRecord, MAX_NAME_LENGTH } from "../../kb/record.js";
import type { Site } from "../mediawiki/site.js";
import { titleAliases } from "../title-aliases.js";
import type { PageContent } from "./piece-files.js";
import { Alongside, behind } from "./sorted-files.js";

/** Where what is known of the pages lies: sorted lines that begin with their titles. */
export interface PageSources {
  /** title, page id, time, JSON of {@link PageContent} */
  pages: string;
  /** title, anchor, links */
  links: string;
  /** title, name, links */
  names: string;
  /** title, "r" for a redirect or "d" for a disambiguation page, other name */
  aliases: string;
  /** title, JSON of a list of titles */
  neighbours: string;
  /** title, JSON of an {@link EntityRecord} of Wikidata; absent where there is none */
  facts?: string;
}

export interface RecordOptions {
  site: Site;
  /** Categories that become types. */
  categories: ReadonlySet<string>;
}

/** The type system that categories make. */
const CATEGORY = "category";
/** Categories of a record; the most frequent say least, so that the rest of them is left out. */
const MOST_CATEGORIES = 20;
/** How much a page is linked to: what texts are about then lies together, in few pages of the store. */
export const BANDS = [20, 4, 0] as const;

/** The band of a record, the most linked first. */
export const bandOf = ({ count = 0 }: EntityRecord): number => BANDS.findIndex((least) => count >= least);

/** One record for each page, in the order of titles. Holds what is known of one page. */
export function* pageRecords(sources: PageSources, options: RecordOptions): Generator<EntityRecord> {
  const open = (path: string) => new Alongside(readLines(path));
  const links = open(sources.links);
  const names = open(sources.names);
  const aliases = open(sources.aliases);
  const neighbours = open(sources.neighbours);
  const facts = sources.facts === undefined ? undefined : open(sources.facts);
  try {
    for (const line of readLines(sources.pages)) {
      const [title = "", id = ""] = line.split("\t", 2);
      const content = JSON.parse(behind(line, 3)) as PageContent;
      yield recordOf(title, id, content, {
        count: links.take(title).reduce((sum, one) => sum + Number(one.slice(one.lastIndexOf("\t") + 1)), 0),
        names: names.take(title),
        aliases: aliases.take(title),
        neighbours: JSON.parse(neighbours.take(title)[0] ?? "[]") as string[],
        facts: JSON.parse(facts?.take(title)[0] ?? "{}") as Partial<EntityRecord>,
        options,
      });
    }
  } finally {
    for (const one of [links, names, aliases, neighbours, facts]) one?.close();
  }
}

interface Known {
  count: number;
  names: readonly string[];
  aliases: readonly string[];
  neighbours: readonly string[];
  facts: Partial<EntityRecord>;
  options: RecordOptions;
}

function recordOf(title: string, id: string, content: PageContent, known: Known): EntityRecord {
  const { facts, options, count } = known;
  // The title always has a count: without one the KB would guess it from the rest.
  const names = new Map([[title, 0]]);
  const redirects: string[] = [];
  for (const line of known.names) {
    const [name = "", links = ""] = line.split("\t");
    names.set(name, (names.get(name) ?? 0) + Number(links));
  }
  const add = (name: string) => {
    if (name !== "" && name.length <= MAX_NAME_LENGTH) names.set(name, names.get(name) ?? 0);
  };
  for (const line of known.aliases) {
    const name = line.slice(2);
    add(name);
    if (!line.startsWith("r")) continue;
    redirects.push(name);
    for (const shorter of titleAliases(name)) add(shorter);
  }
  for (const shorter of titleAliases(title)) add(shorter);
  for (const alias of [facts.name ?? "", ...(facts.aliases ?? [])])
    add(typeof alias === "string" ? alias : alias.text);
  const categories = (content.categories ?? [])
    .filter((name) => options.categories.has(name))
    .slice(0, MOST_CATEGORIES);
  const types = { ...facts.types, ...(categories.length === 0 ? {} : { [CATEGORY]: categories }) };
  const relations = [
    ...(facts.relations ?? []),
    ...known.neighbours.map((object) => ({ relation: "linked with", object })),
  ];
  const description = content.description ?? facts.description;
  const elsewhere = [...(facts.sameAs ?? []), `${options.site.dbname}:${id}`];
  const sameAs = [...new Set([...(facts.id === undefined ? [] : [facts.id]), ...elsewhere, ...redirects])];
  return {
    id: title,
    name: title,
    ...(description === undefined ? {} : { description }),
    aliases: Array.from(names, ([text, links]) => ({ text, count: links })),
    ...(Object.keys(types).length === 0 ? {} : { types }),
    ...(relations.length === 0 ? {} : { relations }),
    count,
    ...(facts.attributes === undefined ? {} : { attributes: facts.attributes }),
    sameAs,
    url: pageUrl(title, options.site),
  };
}

/** Projects by the ending of their databases' names. */
const PROJECTS: Readonly<Record<string, string>> = {
  wiki: "wikipedia",
  wiktionary: "wiktionary",
  wikivoyage: "wikivoyage",
  wikisource: "wikisource",
  wikiquote: "wikiquote",
  wikinews: "wikinews",
  wikibooks: "wikibooks",
  wikiversity: "wikiversity",
};

function pageUrl(title: string, { dbname }: Site): string {
  const [, code = "en", project = "wiki"] = /^(.+?)(wiki(?:[a-z]+)?|wiktionary)$/.exec(dbname) ?? [];
  const page = encodeURIComponent(title.replaceAll(" ", "_")).replace(/%(2C|3A|2F)/g, decodeURIComponent);
  return `https://${code.replaceAll("_", "-")}.${PROJECTS[project] ?? "wikipedia"}.org/wiki/${page}`;
}

/** The files of a work folder's results that {@link pageRecords} reads. */
export function pageSources(folder: (result: string) => string, hasFacts: boolean): PageSources {
  return {
    pages: join(folder("pages"), "pages"),
    links: join(folder("links"), "links"),
    names: join(folder("names"), "names"),
    aliases: join(folder("aliases"), "aliases"),
    neighbours: join(folder("neighbours"), "neighbours"),
    ...(hasFacts ? { facts: join(folder("facts"), "facts") } : {}),
  };
}
