import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import wtf from "wtf_wikipedia";
import { dumpBytes } from "./dump-bytes.js";
import type { WikiPage } from "./page.js";
import { scanPages } from "./page-scanner.js";
import { siteOf } from "./site.js";
import { readWikitext } from "./wikitext.js";

/** Excerpts of real dumps, which are no part of the repository; NAMESAKE_DATA names another place. */
const data =
  process.env["NAMESAKE_DATA"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const dumps = join(data, "dumps");

async function pagesOf(file: string): Promise<{ pages: WikiPage[]; problems: string[] }> {
  const problems: string[] = [];
  const problem = (message: string) => void problems.push(message);
  const pages: WikiPage[] = [];
  for await (const page of scanPages(dumpBytes(join(dumps, file), { problem }), { problem }))
    pages.push(page);
  return { pages, problems };
}

const same = (title: string): string => {
  const spaced = title.replace(/[_ ]+/g, " ").trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
const other = /^:?[\p{L} ]+:/u;

interface OracleParagraph {
  text(): string;
  sentences(): { links(): { type(): string; page(): string | undefined }[] }[];
}

/** Its types say less than it gives. */
const paragraphsOf = (section: { paragraphs(): object | object[] }): OracleParagraph[] =>
  section.paragraphs() as OracleParagraph[];

/** The links that wtf_wikipedia finds in paragraphs: no templates, tables, lists or footnotes. */
function linksOfOracle(document: ReturnType<typeof wtf>): Set<string> {
  const titles = new Set<string>();
  for (const section of document.sections())
    for (const paragraph of paragraphsOf(section))
      for (const sentence of paragraph.sentences())
        for (const link of sentence.links()) {
          const title = link.type() === "internal" ? link.page() : undefined;
          if (title && !other.test(title) && same(title) !== "") titles.add(same(title));
        }
  return titles;
}

/** The oracle is slow: longer pages are left to ours alone. */
const MOST_FOR_ORACLE = 90_000;

const words = (text: string): Set<string> =>
  new Set(text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? []);

/** Twice the words that two texts share, by those that they have. */
function agreement(one: string, two: string): number {
  const [first, second] = [words(one), words(two)];
  const shared = [...first].filter((word) => second.has(word)).length;
  return (2 * shared) / Math.max(1, first.size + second.size);
}

describe.skipIf(!existsSync(dumps))("real excerpts", () => {
  it.each([
    ["enwiki-gensim.xml.bz2", 206, 100],
    ["enwiki-wikipedia2vec.xml.bz2", 3, 1],
    ["dbpedia-mini-en.xml.bz2", 27, 2],
    ["dbpedia-mini-wikidata.xml.bz2", 47, 0],
    ["ltgwiki-dumpster.xml.gz", 2004, 195],
  ])("%s has %d pages, %d of them redirects", async (file, count, redirects) => {
    const { pages, problems } = await pagesOf(file);
    expect(problems).toEqual([]);
    expect(pages).toHaveLength(count);
    expect(pages.filter(({ redirect }) => redirect !== undefined)).toHaveLength(redirects);
  });

  it("agrees with the dump on redirects", async () => {
    const { pages } = await pagesOf("enwiki-gensim.xml.bz2");
    const english = siteOf({ lang: "en" });
    for (const { redirect, text } of pages) expect(readWikitext(text, english).redirect).toBe(redirect);
  });

  // Measured: at least 0.98 of the links, and 0.87 (ja: languages of names, which the oracle drops) of the words.
  it.each([
    ["en", "dbpedia-mini-en.xml.bz2", 0.99, 0.97],
    ["en", "enwiki-wikipedia2vec.xml.bz2", 0.98, 0.95],
    ["de", "dbpedia-mini-de.xml.bz2", 0.99, 0.97],
    ["fr", "dbpedia-mini-fr.xml.bz2", 0.99, 0.9],
    ["es", "dbpedia-mini-es.xml.bz2", 0.97, 0.97],
    ["pt", "dbpedia-mini-pt.xml.bz2", 0.99, 0.97],
    ["zh", "dbpedia-mini-zh.xml.bz2", 0.98, 0.93],
    ["ja", "dbpedia-mini-ja.xml.bz2", 0.98, 0.8],
  ])("agrees with wtf_wikipedia on %s pages of %s", async (lang, file, linkShare, wordShare) => {
    const site = siteOf({ lang });
    const { pages } = await pagesOf(file);
    let found = 0;
    let expected = 0;
    const agreements: number[] = [];
    for (const { title, namespace, redirect, text } of pages) {
      if (namespace !== 0 || redirect !== undefined || text.length > MOST_FOR_ORACLE) continue;
      const oracle = wtf(text, { title, lang });
      const own = readWikitext(text, site);
      const targets = new Set(own.paragraphs.flatMap(({ links }) => links.map(({ target }) => target)));
      for (const link of linksOfOracle(oracle)) {
        expected++;
        if (targets.has(link)) found++;
      }
      const isLong = (paragraph: string): boolean => paragraph.length > 40;
      const first = oracle
        .sections()
        .flatMap((section) => paragraphsOf(section).map((one) => one.text()))
        .find(isLong);
      const ownFirst = own.paragraphs.map((one) => one.text).find(isLong);
      if (first !== undefined) agreements.push(agreement(first, ownFirst ?? ""));
    }
    expect(expected).toBeGreaterThan(0);
    expect(found / expected).toBeGreaterThanOrEqual(linkShare);
    const mean = agreements.reduce((sum, one) => sum + one, 0) / agreements.length;
    expect(mean).toBeGreaterThanOrEqual(wordShare);
  });
});
