import { CANONICAL_NAMESPACES, LOCAL_NAMESPACES } from "./namespace-names.js";
import { unescapeXml } from "./xml-text.js";

/** What a wiki says of itself in the `<siteinfo>` of its dump. */
export interface Site {
  /** Name of its database: "enwiki", "dewikivoyage". */
  dbname: string;
  /** Language code of the edition: "en", "zh". */
  lang: string;
  /** Whether the first letter of a title is always upper case. */
  case: "first-letter" | "case-sensitive";
  /** Local and canonical names in lower case → number. The main namespace "" is 0. */
  namespaces: ReadonlyMap<string, number>;
}

/**
 * A site with the canonical names of namespaces, those of its language, and those that are given, which come first.
 *
 * @example
 * ```ts
 * siteOf({ lang: "de" }).namespaces.get("kategorie"); // 14
 * ```
 */
export function siteOf(given: {
  lang: string;
  dbname?: string;
  case?: Site["case"];
  namespaces?: Iterable<readonly [name: string, number: number]>;
}): Site {
  const namespaces = new Map<string, number>([
    ...Object.entries(CANONICAL_NAMESPACES),
    ...Object.entries(LOCAL_NAMESPACES[given.lang] ?? {}),
  ]);
  for (const [name, number] of given.namespaces ?? []) namespaces.set(name.toLowerCase(), number);
  return {
    dbname: given.dbname ?? `${given.lang.replaceAll("-", "_")}wiki`,
    lang: given.lang,
    case: given.case ?? "first-letter",
    namespaces,
  };
}

/** The same site in another language, for excerpts whose head was copied from another edition. */
export function siteInLanguage(site: Site, lang: string): Site {
  return lang === site.lang ? site : siteOf({ ...site, lang });
}

/**
 * The site of the head of a dump, up to its first page: `<mediawiki xml:lang>` and `<siteinfo>` as in the export formats
 * 0.3 to 0.11 (https://www.mediawiki.org/xml/export-0.11.xsd). Without a `<siteinfo>`, English names are assumed.
 */
export function readSite(head: string): Site {
  const dbname = /<dbname>([^<]*)<\/dbname>/.exec(head)?.[1];
  const fromDatabase = /^(.+?)wik/.exec(dbname ?? "")?.[1]?.replaceAll("_", "-");
  const lang = /<mediawiki\b[^>]*\bxml:lang="([^"]+)"/.exec(head)?.[1] ?? fromDatabase ?? "en";
  const letters = /<case>([^<]*)<\/case>/.exec(head)?.[1];
  const namespaces: [string, number][] = [];
  for (const [, key, name] of head.matchAll(/<namespace key="(-?\d+)"[^>/]*>([^<]*)<\/namespace>/g))
    namespaces.push([unescapeXml(name ?? ""), Number(key)]);
  return siteOf({
    lang,
    ...(dbname === undefined ? {} : { dbname }),
    case: letters === "case-sensitive" ? "case-sensitive" : "first-letter",
    namespaces,
  });
}
