import { statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { NamesakeError } from "../../errors.js";
import { type BuildOptions, buildKnowledgeBase } from "../../kb/folder.js";
import type { SourceInfo } from "../../kb/manifest.js";
import { dumpBytes } from "../mediawiki/dump-bytes.js";
import { readSite, type Site, siteInLanguage } from "../mediawiki/site.js";
import { dumpSize } from "./estimate.js";
import { PIECE_FILES } from "./piece-files.js";
import { type DumpSummary, pieceName, readDumps } from "./read-dumps.js";
import { finishedRecords, STAGES, type StageContext, type StageName, type StageResult } from "./stages.js";
import { type DocumentCounts, writeDocuments } from "./training-files.js";
import type { WikipediaOptions } from "./wikipedia-options.js";
import { WorkFolder } from "./work-folder.js";

/** Changes with what lies in work folders: results of another one are not gone on with. */
const LAYOUT = 3;

/** What every stage found. */
export interface StageResults {
  read: DumpSummary;
  pages: StageResult<"pages">;
  redirects: StageResult<"redirects">;
  links: StageResult<"links">;
  names: StageResult<"names">;
  neighbours: StageResult<"neighbours">;
  aliases: StageResult<"aliases">;
  /** Absent without Wikidata. */
  facts: StageResult<"facts">;
  records: StageResult<"records">;
  /** The KB. */
  build: { entities: number; aliases: number; contentHash: string };
  documents: DocumentCounts;
}

/** Told how a build goes on. */
export interface WikipediaObserver {
  /** A stage begins, or its result of an earlier run is there. */
  begin?(stage: keyof StageResults, isThere: boolean): void;
  /** Share of the stage that is done. */
  progress?(fraction: number): void;
  /** A stage is done. */
  end?<S extends keyof StageResults>(stage: S, result: StageResults[S], seconds: number): void;
  /** Something was left out, in one line. */
  problem?(message: string): void;
}

const ORDER: readonly StageName[] = [
  "pages",
  "redirects",
  "links",
  "names",
  "neighbours",
  "aliases",
  "facts",
  "records",
];

/**
 * Makes a KB of the dumps of a wiki, with training documents in its folder "documents". Results of every stage are kept in the work
 * folder until all is done: whenever the process is killed, the same call goes on, and comes to the same KB; neither does that depend on
 * the number of threads. Memory: some pieces of the dump a thread, and what building a KB takes.
 *
 * @param folder of the KB; what is there is replaced at the end
 * @throws {NamesakeError} SOURCE_NOT_FOUND, KB_EMPTY, KB_EXISTS, UNFINISHED_UNUSABLE, WORKER_FAILED, WRITE_FAILED
 * @example
 * ```ts
 * const { read, build } = await buildWikipedia({ ...DEFAULTS, dumps: ["enwiki.xml.bz2"], … }, "kb/enwiki");
 * console.log(read.articles, build.entities);
 * ```
 */
export async function buildWikipedia(
  options: WikipediaOptions,
  folder: string,
  observer: WikipediaObserver = {},
  build: Omit<BuildOptions, "onReject"> = {},
): Promise<StageResults> {
  const plan = planOf(options);
  const work = WorkFolder.open(options.work, plan);
  const results: Partial<StageResults> = {};
  const run = async <S extends keyof StageResults>(
    stage: S,
    fill: (folder: string) => Promise<StageResults[S]> | StageResults[S],
    isKept = true,
  ): Promise<StageResults[S]> => {
    observer.begin?.(stage, isKept && work.has(stage));
    const began = performance.now();
    const result = isKept ? await work.make(stage, fill) : await fill(folder);
    results[stage] = result;
    observer.end?.(stage, result, (performance.now() - began) / 1000);
    return result;
  };
  const problem = (message: string) => observer.problem?.(message);
  const progress = (fraction: number) => observer.progress?.(fraction);

  const read = await run("read", () => readAll(options, work, progress));
  if (read.articles === 0) {
    // There is nothing to go on with, and another file may be given the same name next.
    work.remove();
    throw new NamesakeError("KB_EMPTY", { source: options.dumps.join(", "), rejected: read.skipped });
  }
  const site = siteOf(read.head, options.lang);
  const context: StageContext = { work, site, pieces: read.pieces, options, problem, progress };
  for (const stage of ORDER)
    await run(stage, (target) => STAGES[stage](context, target) as StageResults[typeof stage]);
  // From here on only the records and the documents are needed.
  for (const stage of ORDER) if (stage !== "records") work.shrink(stage);
  for (let i = 0; i < read.pieces; i++) work.shrink(pieceName(i), [PIECE_FILES.documents]);

  const all = results.records?.records ?? 0;
  await run(
    "build",
    async () => {
      let done = 0;
      function* watched() {
        for (const record of finishedRecords(work)) {
          if (++done % 5000 === 0) progress(done / all);
          yield record;
        }
      }
      const sources = () => sourcesOf(options, site, results as StageResults);
      const { knowledgeBase } = await buildKnowledgeBase(watched(), folder, sources, {
        ...build,
        name: build.name ?? basename(resolve(folder)),
        ...languagesOf(site),
        // Titles are the ids, and each page comes once.
        distinct: true,
        onReject: problem,
      });
      const { entities, aliases, contentHash } = knowledgeBase.totals();
      await knowledgeBase.close();
      return { entities, aliases, contentHash };
    },
    false,
  );
  const documents = Array.from({ length: read.pieces }, (_, i) =>
    join(work.folder(pieceName(i)), PIECE_FILES.documents),
  );
  await run(
    "documents",
    () => writeDocuments(documents, join(folder, "documents"), options.splitBy, results.pages?.days ?? []),
    false,
  );
  work.remove();
  return results as StageResults;
}

/** What the names of a wiki are written in. Of editions that no language is named after, nothing is said. */
function languagesOf({ lang }: Site): Pick<BuildOptions, "languages"> {
  if (lang === "simple") return { languages: ["en"] };
  return /^[a-z]{2,3}(-|$)/.test(lang) ? { languages: [lang] } : {};
}

/** All that the results depend on. */
function planOf({ work: _work, workers: _workers, dumps, wikidata, ...rest }: WikipediaOptions) {
  const fileOf = (path: string) => {
    const bytes = dumpSize(path);
    return { path: resolve(path), bytes, changed: statSync(path).mtimeMs };
  };
  return {
    layout: LAYOUT,
    dumps: dumps.map(fileOf),
    ...(wikidata === undefined ? {} : { wikidata: fileOf(wikidata) }),
    ...rest,
  };
}

const siteOf = (head: string, lang: string | undefined): Site => {
  const site = readSite(head);
  return lang === undefined ? site : siteInLanguage(site, lang);
};

async function readAll(
  options: WikipediaOptions,
  work: WorkFolder,
  progress: (fraction: number) => void,
): Promise<DumpSummary> {
  const damages: string[] = [];
  const sizes = options.dumps.map(dumpSize);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const dumps = options.dumps.map((path, i) => () => {
    const before = sizes.slice(0, i).reduce((sum, size) => sum + size, 0);
    return dumpBytes(path, {
      problem: (message: string) => damages.push(message),
      progress: (fraction: number) => progress((before + fraction * (sizes[i] as number)) / all),
    });
  });
  const { weakLabels, holdBack, workers, pieceBytes, lang } = options;
  const summary = await readDumps(dumps, work, {
    weakLabels,
    holdBack,
    workers,
    ...(lang === undefined ? {} : { lang }),
    ...(pieceBytes === undefined ? {} : { pieceBytes }),
  });
  return {
    ...summary,
    problems: [...damages, ...summary.problems],
    skipped: summary.skipped + damages.length,
  };
}

function sourcesOf({ dumps, wikidata }: WikipediaOptions, site: Site, results: StageResults): SourceInfo[] {
  const [date] = dumps
    .map((path) => /-(\d{8})-/.exec(basename(path))?.[1])
    .filter((one) => one !== undefined);
  const version = date === undefined ? {} : { version: date };
  const { records } = results.records;
  const wiki = { name: site.dbname, ...version, licence: "CC-BY-SA-4.0", url: "https://dumps.wikimedia.org" };
  if (wikidata === undefined) return [{ ...wiki, records }];
  const items = results.facts?.items ?? 0;
  return [
    { ...wiki, records },
    { name: basename(wikidata), licence: "CC0-1.0", url: "https://www.wikidata.org", records: items },
  ];
}
