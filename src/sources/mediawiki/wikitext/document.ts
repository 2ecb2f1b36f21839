/** A link of running text to a page of the main namespace of the same wiki. */
export interface WikiLink {
  /** UTF-16 offsets in the paragraph's text, end-exclusive: `text.slice(start, end)` is the anchor. */
  start: number;
  end: number;
  /** Normalised title: spaces, no underscores, first letter upper where the site says so. */
  target: string;
  section?: string;
}

/** A paragraph of running text or an item of a list, as a reader sees it. */
export interface WikiParagraph {
  text: string;
  /** In the order of their starts; they do not overlap. */
  links: WikiLink[];
  /** Heading above it, "" in the lead. */
  section: string;
  kind: "text" | "list";
}

/** What of a page's wikitext an entity linker needs: no tables, templates, files or footnotes. */
export interface WikiDocument {
  paragraphs: WikiParagraph[];
  /** Titles without the namespace, each once, in the order of the page. */
  categories: string[];
  /** Target of `#REDIRECT`. */
  redirect?: string;
  /** Whether a template says that the page lists the meanings of a name. */
  disambiguation: boolean;
  defaultSort?: string;
}
