import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../src/kb/in-memory.js";
import type { EntityRecord } from "../src/kb/record.js";
import { AliasSpotter } from "../src/mentions/alias-spotter.js";
import { dumpBytes } from "../src/sources/mediawiki/dump-bytes.js";
import { scanPages } from "../src/sources/mediawiki/page-scanner.js";
import { siteOf } from "../src/sources/mediawiki/site.js";
import { readWikitext, type WikiParagraph } from "../src/sources/mediawiki/wikitext.js";

const dumps = join(
  process.env["NAMESAKE_DATA"] ?? fileURLToPath(new URL("../../shared/data", import.meta.url)),
  "dumps",
);

/** Years are linked on many pages of older dumps; a number names nothing that the spotter should look for. */
const NUMBER = /^\d+$/;

async function paragraphsOf(lang: string): Promise<WikiParagraph[]> {
  const site = siteOf({ lang });
  const found: WikiParagraph[] = [];
  for await (const { text } of scanPages(dumpBytes(join(dumps, `dbpedia-mini-${lang}.xml.bz2`))))
    found.push(...readWikitext(text, site).paragraphs.filter(({ links }) => links.length > 0));
  return found;
}

/** The linked entities under all that they are called in links, as a table of names would have them. */
function recordsOf(paragraphs: readonly WikiParagraph[]): EntityRecord[] {
  const names = new Map<string, Set<string>>();
  for (const { text, links } of paragraphs)
    for (const { start, end, target } of links) {
      const known = names.get(target) ?? new Set();
      names.set(target, known.add(text.slice(start, end)));
    }
  return [...names].map(([target, called]) => ({
    id: target,
    name: target,
    aliases: [...called].filter((name) => name.trim() !== "" && name !== target),
  }));
}

/** Of the links of real pages the share that is found at its place, and of those the share with the right entity among the candidates. */
describe.skipIf(!existsSync(dumps))("links of real pages, found again in their own paragraphs", () => {
  it.each([
    ["de", 0.95],
    ["fr", 0.94],
    ["es", 0.95],
    ["pt", 0.97],
    ["ja", 0.97],
    ["zh", 0.97],
  ])("%s", async (lang, least) => {
    const paragraphs = await paragraphsOf(lang);
    const kb = await createKnowledgeBase(recordsOf(paragraphs), { languages: [lang] });
    const spotter = new AliasSpotter(kb);
    let links = 0;
    let found = 0;
    let right = 0;
    for (const paragraph of paragraphs) {
      const mentions = new Map(
        spotter.find(paragraph.text, "all").map((one) => [`${one.start}-${one.end}`, one]),
      );
      for (const { start, end, target } of paragraph.links) {
        if (NUMBER.test(paragraph.text.slice(start, end))) continue;
        links++;
        const mention = mentions.get(`${start}-${end}`);
        if (mention === undefined) continue;
        found++;
        const meant = mention.keys
          .flatMap((key) => kb.lookup(key).postings)
          .map(({ index }) => kb.at(index)?.id);
        if (meant.includes(target)) right++;
      }
    }
    console.log(
      `${lang}: ${links} links, ${((100 * found) / links).toFixed(1)} % found, ${right} of ${found} with their entity`,
    );
    expect(links).toBeGreaterThan(30);
    expect(right).toBe(found);
    expect(found / links).toBeGreaterThan(least);
  });
});
