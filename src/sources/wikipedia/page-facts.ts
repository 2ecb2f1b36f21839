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

/** How a page links to one other. */
export interface SeenLinks {
  /** The texts of the links. */
  anchors: string[];
  /** Paragraphs that link to it, but for lists. */
  paragraphs: number;
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
      /** By the titles that they lead to. */
      links: Map<string, SeenLinks>;
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
  const links = linksOf(document);
  // A link of a page to itself tells a name, and nothing of what it is linked with.
  const own = links.get(title);
  if (own !== undefined) own.paragraphs = 0;
  const labels = options.weakLabels ? WeakLabels.of(title, document, options.lang) : undefined;
  return {
    kind: "article",
    title,
    description: descriptionOf(document),
    categories: document.categories.map(fieldOf).filter((name) => name !== ""),
    links,
    documents: trainingDocuments(page.id, title, document, labels),
  };
}

/** One look-up a link: this is done for every link of the dump. */
function linksOf({ paragraphs }: WikiDocument): Map<string, SeenLinks> {
  const links = new Map<string, SeenLinks>();
  /** The paragraph that last linked to each title. */
  const last = new Map<SeenLinks, number>();
  paragraphs.forEach(({ text, links: found }, paragraph) => {
    const isList = found.length > MAX_NEIGHBOURS;
    for (const { start, end, target } of found) {
      const anchor = fieldOf(text.slice(start, end));
      const title = fieldOf(target);
      if (anchor === "" || title === "") continue;
      let seen = links.get(title);
      if (seen === undefined) {
        seen = { anchors: [], paragraphs: 0 };
        links.set(title, seen);
      }
      seen.anchors.push(anchor);
      if (isList || last.get(seen) === paragraph) continue;
      seen.paragraphs++;
      last.set(seen, paragraph);
    }
  });
  return links;
}
