import { join } from "node:path";
import { LineWriter, writeLines } from "../../kb/line-files.js";
import type { PageFacts } from "./page-facts.js";

/** The files of one piece of a dump: sorted lines of fields, but for the documents, which are as the dump has them. */
export const PIECE_FILES = {
  /** title, page id, time of the last change, JSON of {@link PageContent} */
  pages: "pages",
  /** title, title that it redirects to */
  redirects: "redirects",
  /** title, anchor, links */
  links: "links",
  /** title, title of a page that links to it, paragraphs */
  neighbours: "neighbours",
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
  /** By target, then by anchor: joining both to one key would cost as much as all the rest. */
  private readonly targets = new Map<string, Target>();
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
    for (const name of categories) count(this.categories, name, 1);
    for (const document of facts.documents) {
      summary.documents++;
      summary.mentions += document.mentions.length;
      for (const { slices } of document.mentions) if (slices !== undefined) summary.weak++;
      this.documents.add(`${page.id}\t${timestamp}\t${JSON.stringify(document)}`);
    }
    if (!counts) return;
    // Most pages are linked to in one paragraph: their lines share one text.
    const once = `${title}\t1`;
    for (const [to, { anchors, paragraphs }] of facts.links) {
      summary.links += anchors.length;
      const target = this.target(to);
      for (const anchor of anchors) countAnchor(target, anchor);
      if (paragraphs > 0) target.pages.push(paragraphs === 1 ? once : `${title}\t${paragraphs}`);
    }
  }

  private target(title: string): Target {
    let target = this.targets.get(title);
    if (target === undefined) {
      const name = owned(title);
      target = { title: name, own: 0, others: undefined, pages: [] };
      this.targets.set(name, target);
    }
    return target;
  }

  /** Writes the files. */
  write(): void {
    this.documents.close();
    const write = (name: string, lines: Iterable<string>) => writeLines(join(this.folder, name), lines);
    write(PIECE_FILES.pages, this.pages.sort());
    write(PIECE_FILES.redirects, this.redirects.sort());
    write(PIECE_FILES.meanings, this.meanings.sort());
    const titles = [...this.targets.keys()].sort();
    const ofTargets = (linesOf: (target: Target) => Iterable<string>) => this.linesOf(titles, linesOf);
    write(
      PIECE_FILES.links,
      ofTargets((target) => counted(anchorsOf(target))),
    );
    write(
      PIECE_FILES.neighbours,
      ofTargets(({ pages }) => (pages.length > 1 ? pages.sort() : pages)),
    );
    write(PIECE_FILES.categories, counted(this.categories));
  }

  private *linesOf(
    titles: readonly string[],
    linesOf: (target: Target) => Iterable<string>,
  ): Generator<string> {
    for (const title of titles)
      for (const line of linesOf(this.targets.get(title) as Target)) yield `${title}\t${line}`;
  }
}

/** What leads to a title. */
interface Target {
  title: string;
  /** Links whose anchor is the title itself. */
  own: number;
  /** Links by their other anchors; none for most titles, as a map for each is large. */
  others: Map<string, number> | undefined;
  /** title, paragraphs */
  pages: string[];
}

function countAnchor(target: Target, anchor: string): void {
  if (anchor === target.title) target.own++;
  else {
    target.others ??= new Map();
    count(target.others, anchor, 1);
  }
}

function anchorsOf({ title, own, others }: Target): ReadonlyMap<string, number> {
  return own === 0 ? (others ?? new Map()) : new Map([...(others ?? []), [title, own]]);
}

function count(counts: Map<string, number>, key: string, more: number): void {
  const before = counts.get(key);
  if (before === undefined) counts.set(owned(key), more);
  else counts.set(key, before + more);
}

/** V8 keeps parts of a text that are at least this long as references into it. */
const SHARED_LENGTH = 13;
/** A character that takes two bytes. */
const WIDE = /[^\u0000-\u00ff]/;

/** The text in memory of its own: a part of a page that is kept would keep the whole page. */
function owned(text: string): string {
  if (text.length < SHARED_LENGTH) return text;
  const encoding = WIDE.test(text) ? "utf16le" : "latin1";
  return Buffer.from(text, encoding).toString(encoding);
}

/** Counts as sorted lines. */
function* counted(counts: ReadonlyMap<string, number>): Generator<string> {
  const keys = [...counts.keys()];
  if (keys.length > 1) keys.sort();
  for (const key of keys) yield `${key}\t${counts.get(key)}`;
}
