import type { Site } from "./site.js";
import type { WikiDocument } from "./wikitext/document.js";
import { WikitextReader } from "./wikitext/reader.js";
import { redirectOf } from "./wikitext/redirect.js";

export type { WikiDocument, WikiLink, WikiParagraph } from "./wikitext/document.js";

const readers = new WeakMap<Site, WikitextReader>();

/**
 * The running text of a page with its links, as a reader sees it.
 *
 * Tables, files with their captions, footnotes, formulas, source code and galleries are left out, and templates but for
 * those of a small table whose text belongs to the sentence around them (`shown-templates.ts`). Links to articles are
 * kept with their offsets; links to other namespaces and wikis are text, links to other languages are nothing. A redirect
 * has no paragraphs. Broken wikitext never throws, and time grows with the length of the text whatever stands in it.
 *
 * @see https://www.mediawiki.org/wiki/Markup_spec
 * @example
 * ```ts
 * const { paragraphs } = readWikitext("'''Ada''' wrote [[program (computing)|program]]s.", siteOf({ lang: "en" }));
 * paragraphs[0]; // { text: "Ada wrote programs.", links: [{ start: 10, end: 18, target: "Program (computing)" }], … }
 * ```
 */
export function readWikitext(source: string, site: Site): WikiDocument {
  let reader = readers.get(site);
  if (reader === undefined) {
    reader = new WikitextReader(site);
    readers.set(site, reader);
  }
  const redirect = redirectOf(source, site);
  if (redirect === undefined) return reader.read(source, 0);
  return { ...reader.read(source, redirect.end), paragraphs: [], redirect: redirect.title };
}
