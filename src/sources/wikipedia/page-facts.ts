import type { WikiPage } from "../mediawiki/page.js";
import type { Site } from "../mediawiki/site.js";
import { readWikitext, type WikiDocument } from "../mediawiki/wikitext.js";
import { descriptionOf } from "./description.js";
import { isDisambiguation, type Meaning, meaningsOf } from "./disambiguation.js";
import { fieldOf } from "./sorted-files.js";
import { type TrainingDocument, trainingDocuments } from "./training-text.js";
import { WeakLabels } from "./weak-labels.js";

/** What of a page's content goes on. */
export interface PageOptions {
  /** Language code, of which words are to be known. */
  lang: string;
  /** Marks what a page calls its own subject, in training documents. */
  weakLabels: boolean;
}

/** A link of a page. */
export interface PageLink {
  target: string;
  anchor: string;
  /** Number of the paragraph on the page; absent where it is a list or the link leads to the page itself, which tells a name, but not what is linked with what. */
  paragraph: number | undefined;
}

/** What one page says. */
export type PageFacts =
  | { kind: "redirect"; title: string; target: string }
  | { kind: "disambiguation"; title: string; meanings: Meaning[] }
  | {
      kind: "article";
      title: string;
      description: string | undefined;
      categories: string[];
      links: PageLink[];
      documents: TrainingDocument[];
    };

/** Paragraphs with more links than this are lists, which say little about any two of their members. */
const MAX_NEIGHBOURS = 30;

/** Reads one page of the main namespace. Titles and anchors come as fields of lines: without tabs and line breaks. */
export function pageFacts(page: WikiPage, site: Site, options: PageOptions): PageFacts {
  const title = fieldOf(page.title);
  const document = readWikitext(page.text, site);
  // The dump's own element has followed what MediaWiki makes of the text; older dumps have none.
  const target = document.redirect ?? page.redirect;
  if (target !== undefined) return { kind: "redirect", title, target: fieldOf(target) };
  if (isDisambiguation(title, document))
    return { kind: "disambiguation", title, meanings: meaningsOf(title, document) };
  const labels = options.weakLabels ? WeakLabels.of(title, document, options.lang) : undefined;
  return {
    kind: "article",
    title,
    description: descriptionOf(document),
    categories: document.categories.map(fieldOf).filter((name) => name !== ""),
    links: linksOf(title, document),
    documents: trainingDocuments(page.id, title, document, labels),
  };
}

function linksOf(page: string, { paragraphs }: WikiDocument): PageLink[] {
  const links: PageLink[] = [];
  paragraphs.forEach(({ text, links: found }, number) => {
    const isList = found.length > MAX_NEIGHBOURS;
    for (const { start, end, target: title } of found) {
      const anchor = fieldOf(text.slice(start, end));
      const target = fieldOf(title);
      if (anchor === "" || target === "") continue;
      links.push({ target, anchor, paragraph: isList || target === page ? undefined : number });
    }
  });
  return links;
}
