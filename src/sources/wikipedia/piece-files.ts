import { join } from "node:path";
import { LineWriter, writeLines } from "../../kb/line-files.js";
import { addCount, LinkTargets } from "./link-targets.js";
import type { PageFacts } from "./page-facts.js";

/** The files of one piece of a dump: sorted lines of fields, but for the documents, which are as the dump has them. */
export const PIECE_FILES = {
  /** title, page id, time of the last change, JSON of {@link PageContent} */
  pages: "pages",
  /** title, title that it redirects to */
  redirects: "redirects",
  /** title, ids of pages that link to it, one for each paragraph that does, with spaces between them, and then: anchor, links, anchor, links … */
  targets: "targets",
  /** title, what disambiguation pages also call it */
  meanings: "meanings",
  /** category, pages */
  categories: "categories",
  /** page id, time of the last change, JSON of a training document */
  documents: "documents",
} as const;

/** What is written of a page beside its title. */
export interface PageContent {
  description?: string;
  categories?: string[];
}

/** What a piece had, in numbers. */
export interface PieceSummary {
  pages: number;
  articles: number;
  redirects: number;
  disambiguations: number;
  links: number;
  documents: number;
  mentions: number;
  /** Mentions that no editor marked. */
  weak: number;
  /** Pages that were left out. */
  skipped: number;
  /** What was wrong, in one line each; the first few. */
  problems: string[];
}

/** Collects what the pages of one piece say, until it is written. Documents, which are most of it, are written as they come. */
export class PieceFiles {
  private readonly pages: string[] = [];
  private readonly redirects: string[] = [];
  private readonly meanings: string[] = [];
  private readonly documents: LineWriter;
  private readonly targets = new LinkTargets();
  private readonly categories = new Map<string, number>();
  readonly summary: PieceSummary = {
    pages: 0,
    articles: 0,
    redirects: 0,
    disambiguations: 0,
    links: 0,
    documents: 0,
    mentions: 0,
    weak: 0,
    skipped: 0,
    problems: [],
  };

  constructor(private readonly folder: string) {
    this.documents = new LineWriter(join(folder, PIECE_FILES.documents));
  }

  /**
   * @param page whose facts they are
   * @param counts whether its links count; its documents are kept all the same
   */
  add(page: { id: number; timestamp?: string }, facts: PageFacts, counts: boolean): void {
    const { summary } = this;
    summary.pages++;
    if (facts.kind === "redirect") {
      summary.redirects++;
      this.redirects.push(`${facts.title}\t${facts.target}`);
      return;
    }
    if (facts.kind === "disambiguation") {
      summary.disambiguations++;
      for (const { alias, target } of facts.meanings) this.meanings.push(`${target}\t${alias}`);
      return;
    }
    summary.articles++;
    const { title, description, categories } = facts;
    const content: PageContent = {
      ...(description === undefined ? {} : { description }),
      ...(categories.length === 0 ? {} : { categories }),
    };
    const timestamp = page.timestamp ?? "";
    this.pages.push(`${title}\t${page.id}\t${timestamp}\t${JSON.stringify(content)}`);
    for (const name of categories) addCount(this.categories, name);
    for (const document of facts.documents) {
      summary.documents++;
      summary.mentions += document.mentions.length;
      for (const { slices } of document.mentions) if (slices !== undefined) summary.weak++;
      this.documents.add(`${page.id}\t${timestamp}\t${JSON.stringify(document)}`);
    }
    if (!counts) return;
    summary.links += facts.links.length;
    this.targets.add(page.id, facts.links);
  }

  /** Writes the files. */
  write(): void {
    this.documents.close();
    const write = (name: string, lines: Iterable<string>) => writeLines(join(this.folder, name), lines);
    write(PIECE_FILES.pages, this.pages.sort());
    write(PIECE_FILES.redirects, this.redirects.sort());
    write(PIECE_FILES.meanings, this.meanings.sort());
    write(PIECE_FILES.targets, this.targets.lines());
    write(PIECE_FILES.categories, counted(this.categories));
  }
}

/** Counts as sorted lines. */
function* counted(counts: ReadonlyMap<string, number>): Generator<string> {
  for (const key of [...counts.keys()].sort()) yield `${key}\t${counts.get(key)}`;
}
