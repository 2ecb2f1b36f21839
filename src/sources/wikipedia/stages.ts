import { join } from "node:path";
import { LineWriter, readLines, writeLines } from "../../kb/line-files.js";
import type { EntityRecord } from "../../kb/record.js";
import type { Site } from "../mediawiki/site.js";
import { nameLinks } from "./anchors.js";
import { collectFacts } from "./facts.js";
import { followRedirects, linksOfLine, linksOfPages, onlyPages, type PageLine } from "./links.js";
import { strongestNeighbours } from "./neighbours.js";
import { collectPages, frequentCategories } from "./pages.js";
import { type PairCursor, PairWriter, readPairs } from "./pair-files.js";
import { PairSorter } from "./pair-sorter.js";
import { PIECE_FILES } from "./piece-files.js";
import { pieceName } from "./read-dumps.js";
import { BANDS, bandOf, pageRecords, pageSources } from "./records.js";
import { resolveRedirects } from "./redirects.js";
import { FileSorter, mergeFiles } from "./sorted-files.js";
import type { WikipediaOptions } from "./wikipedia-options.js";
import type { WorkFolder } from "./work-folder.js";

/** What the stages work on. */
export interface StageContext {
  work: WorkFolder;
  site: Site;
  /** Pieces that the dumps were cut into. */
  pieces: number;
  options: WikipediaOptions;
  /** Told of what was left out. */
  problem(message: string): void;
  progress(fraction: number): void;
}

/** Of each paragraph that links to a page: the id of the paragraph's page, and the number of the page that it links to. */
const PARAGRAPHS = "paragraphs";

const bandFile = (band: number): string => `records-${band}`;

/** The sorted lines of one kind, of all pieces. */
function ofPieces(
  { work, pieces }: StageContext,
  file: keyof typeof PIECE_FILES,
  folder: string,
): Iterable<string> {
  const paths = Array.from({ length: pieces }, (_, i) => join(work.folder(pieceName(i)), PIECE_FILES[file]));
  return mergeFiles(paths, folder);
}

const fileOf = ({ work }: StageContext, result: string, file = result): Iterable<string> =>
  readLines(join(work.folder(result), file));

/** Lines of pieces that begin with a title, at the pages that the titles lead to; what leads to no page is told. */
function atPages(
  context: StageContext,
  file: "targets" | "meanings",
  folder: string,
  missing: (line: string) => void = () => {},
): Iterable<PageLine> {
  const lines = followRedirects(ofPieces(context, file, folder), fileOf(context, "redirects"), folder, file);
  return onlyPages(lines, fileOf(context, "pages", "titles"), missing);
}

/** The stages between the pieces and the records, in their order. Each fills a folder and says what it found. */
export const STAGES = {
  pages: (context: StageContext, folder: string) => ({
    ...collectPages(ofPieces(context, "pages", folder), folder),
    categories: frequentCategories(ofPieces(context, "categories", folder), context.options.categories),
  }),

  redirects: (context: StageContext, folder: string) =>
    resolveRedirects(ofPieces(context, "redirects", folder), folder),

  links: (context: StageContext, folder: string) => {
    let [links, missing] = [0, 0];
    const paragraphs = new PairWriter(join(folder, PARAGRAPHS));
    const lines = atPages(context, "targets", folder, (line) => {
      missing += linksOfLine(line);
    });
    function* counted(): Generator<string> {
      for (const { title, anchors } of linksOfPages(lines, (id, page) => paragraphs.add(id, page)))
        for (const anchor of [...anchors.keys()].sort()) {
          const count = anchors.get(anchor) as number;
          links += count;
          yield `${title}\t${anchor}\t${count}`;
        }
    }
    try {
      const pairs = writeLines(join(folder, "links"), counted());
      return { pairs, links, missing };
    } finally {
      paragraphs.close();
    }
  },

  names: (context: StageContext, folder: string) => {
    const { minCount, minShare } = context.options;
    return nameLinks(fileOf(context, "links"), folder, { minCount, minShare, lang: context.site.lang });
  },

  neighbours: ({ work }: StageContext, folder: string) => {
    const sorted = (result: string, file: string): PairCursor => {
      const sorter = new PairSorter(folder, file);
      const pairs = readPairs(join(work.folder(result), file));
      while (pairs.next()) sorter.add(pairs.first, pairs.second);
      pairs.close();
      return sorter.sorted();
    };
    return strongestNeighbours(
      {
        titles: join(work.folder("pages"), "titles"),
        ids: sorted("pages", "ids"),
        links: sorted("links", PARAGRAPHS),
      },
      folder,
    );
  },

  aliases: (context: StageContext, folder: string) => {
    const all = new FileSorter(folder, "aliases");
    let [redirects, meanings] = [0, 0];
    for (const line of fileOf(context, "redirects")) {
      const [from = "", to = ""] = line.split("\t");
      redirects++;
      all.add(to, "r", from);
    }
    for (const { line } of atPages(context, "meanings", folder)) {
      const [target = "", alias = ""] = line.split("\t");
      meanings++;
      all.add(target, "d", alias);
    }
    writeLines(join(folder, "aliases"), all.sorted());
    return { redirects, meanings };
  },

  facts: async (context: StageContext, folder: string) => {
    const { site, options, problem, progress } = context;
    if (options.wikidata === undefined) return undefined;
    // Only then: it brings the words of all classes.
    const { wikidataSource } = await import("../wikidata/wikidata-source.js");
    const source = wikidataSource(options.wikidata, {
      languages: [...new Set([site.lang, "en"])],
      site: site.dbname,
      sites: [site.dbname],
      scratch: folder,
      threads: options.workers,
    });
    return collectFacts(source.records({ rejected: problem, progress }), site.dbname, folder);
  },

  records: (context: StageContext, folder: string) => {
    const { work, site, options } = context;
    const categories = new Set(work.summary<PagesResult>("pages").categories.frequent);
    const sources = pageSources((result) => work.folder(result), options.wikidata !== undefined);
    const bands = BANDS.map((_, band) => new LineWriter(join(folder, bandFile(band))));
    try {
      for (const record of pageRecords(sources, { site, categories }))
        bands[bandOf(record)]?.add(JSON.stringify(record));
    } finally {
      for (const band of bands) band.close();
    }
    return { records: bands.reduce((sum, { lines }) => sum + lines, 0) };
  },
} as const;

export type StageName = keyof typeof STAGES;
export type StageResult<S extends StageName> = Awaited<ReturnType<(typeof STAGES)[S]>>;
type PagesResult = ReturnType<(typeof STAGES)["pages"]>;

/** The records as the last stage left them, the most linked first. */
export function* finishedRecords(work: WorkFolder): Generator<EntityRecord> {
  for (const band of BANDS.keys())
    for (const line of readLines(join(work.folder("records"), bandFile(band))))
      yield JSON.parse(line) as EntityRecord;
}
