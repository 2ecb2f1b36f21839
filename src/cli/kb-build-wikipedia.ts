import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import { locate } from "../kb/location.js";
import { buildWikipedia, type WikipediaObserver } from "../sources/wikipedia/build-wikipedia.js";
import { downloadDump, WIKIMEDIA_DUMPS } from "../sources/wikipedia/download.js";
import { estimate } from "../sources/wikipedia/estimate.js";
import { SPLITS, type SplitBy } from "../sources/wikipedia/split.js";
import { DEFAULTS, type WikipediaOptions } from "../sources/wikipedia/wikipedia-options.js";
import { packageVersion } from "../starter.js";
import { complain, EXIT } from "./exit.js";
import { refuseOptions } from "./kb-build-options.js";
import { numberBetween, oneOf } from "./options.js";
import { type Progress, progress } from "./progress.js";
import { printable } from "./terminal.js";
import { duration, STAGE_FINDINGS, STAGE_TITLES, size } from "./wikipedia-report.js";

/** Things that were left out and are named. */
const REPORTED = 20;

interface Flags {
  out?: string;
  wikidata?: string;
  lang?: string;
  workers: number;
  work?: string;
  minCount: number;
  minShare: number;
  splitBy: SplitBy;
  weakLabels?: boolean;
  holdBack?: boolean;
  download?: string;
  mirror: string;
  store?: "lmdb" | "memory";
}

const EXAMPLES = `
A dump is a file "…-pages-articles.xml", as it is or packed (.bz2, also multistream, or .gz), of any wiki that runs MediaWiki. Titles
become entities; redirects, disambiguation pages and the texts of links become their names, with how often each means what; the first
paragraph becomes the description. The folder of the knowledge base gets training documents, which "namesake train" reads.
Stopped or killed, the same command goes on where it was.

Examples:
  $ namesake kb build wikipedia simplewiki-latest-pages-articles.xml.bz2         makes the knowledge base "simplewiki"
  $ namesake kb build wikipedia --download simplewiki                            downloads it before
  $ namesake kb build wikipedia --download enwiki/20261101 --work /big/disk --out ./enwiki
  $ namesake kb build wikipedia dewiki-*.xml.bz2 --wikidata latest-all.json.bz2  with types, relations and dates of Wikidata
  $ namesake kb build wikipedia frwiki.xml.bz2 --weak-labels --hold-back         to train on, and to judge by, its documents
  $ namesake kb fix-links --kb dewiki --out dewiki-fixed                         afterwards, where there are types of Wikidata

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 built, but something was left out.`;

/** Adds "wikipedia" to the command "kb build". */
export function addWikipediaCommand(build: Command, done: (code: number) => void): void {
  // Options behind "wikipedia" are its own, also where "kb build" has some of the same name: every command on the way must let them pass.
  for (let command: Command | null = build; command !== null; command = command.parent)
    command.enablePositionalOptions();
  build
    .command("wikipedia")
    .description("build a knowledge base from the dump of a Wikipedia, or of another wiki")
    .argument("[dump...]", "files of the dump, in their order")
    .option("-o, --out <name|folder>", "where it goes; default: the wiki's name, as the file says it")
    .option("--wikidata <file>", "a JSON dump of Wikidata: its types, relations, dates and names")
    .option("--lang <code>", "language of the wiki; default: the dump says it")
    .option(
      "--workers <n>",
      "threads that read",
      numberBetween("--workers", 1, 256, true),
      availableParallelism(),
    )
    .option("--work <folder>", "where intermediate results are kept; default: beside the knowledge base")
    .option(
      "--min-count <n>",
      "links that a name needs to mean an entity",
      numberBetween("--min-count", 1, 1e6, true),
      DEFAULTS.minCount,
    )
    .option(
      "--min-share <x>",
      "share of a name's links that an entity needs, 0 to 1",
      numberBetween("--min-share", 0, 1),
      DEFAULTS.minShare,
    )
    .option(
      "--split-by <what>",
      "8, 1 and 1 tenth of the pages are train, dev and test: by page (a hash of its id) or by time (of the last change)",
      oneOf("--split-by", ["page", "time"]),
      DEFAULTS.splitBy,
    )
    .option("--weak-labels", "training documents also mark what a page calls its own subject")
    .option("--hold-back", "links of dev and test pages count nowhere, so that results on them are honest")
    .option("--download <wiki[/date]>", "a dump to download, resumed and checked: enwiki/20261101, or enwiki")
    .option("--mirror <url>", "where dumps are downloaded from", WIKIMEDIA_DUMPS)
    .option(
      "--store <store>",
      "lmdb or memory; default: lmdb where it is installed",
      oneOf("--store", ["lmdb", "memory"]),
    )
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    .showHelpAfterError('(see "namesake kb build wikipedia --help")')
    .action(async (dumps: string[], flags: Flags) => {
      refuseOptions(build, 'given behind "wikipedia", where it has options of its own, or left out');
      done(await buildFromDumps(dumps, flags));
    });
}

/** Builds a knowledge base as the command line says, and returns the exit code. */
export async function buildFromDumps(given: readonly string[], flags: Flags): Promise<number> {
  checkFlags(given, flags);
  const wiki = flags.download?.split("/")[0] ?? wikiOf(given[0] ?? "");
  const out = flags.out ?? wiki;
  const folder = locate(out);
  const work = resolve(flags.work ?? `${folder}.work`);
  const dumps =
    flags.download === undefined ? given : [await download(flags.download, dirname(work), flags.mirror)];
  const options: WikipediaOptions = {
    dumps,
    work,
    ...(flags.wikidata === undefined ? {} : { wikidata: flags.wikidata }),
    ...(flags.lang === undefined ? {} : { lang: flags.lang }),
    workers: flags.workers,
    minCount: flags.minCount,
    minShare: flags.minShare,
    splitBy: flags.splitBy,
    weakLabels: flags.weakLabels === true,
    holdBack: flags.holdBack === true,
    categories: DEFAULTS.categories,
  };
  await announce(options, folder);
  const began = Date.now();
  const watcher = new Watcher();
  try {
    await buildWikipedia(options, folder, watcher, {
      builder: packageVersion(),
      ...(flags.store === undefined ? {} : { store: flags.store }),
    });
  } finally {
    watcher.stop();
  }
  if (watcher.problems > REPORTED) complain(`… and ${watcher.problems - REPORTED} more were left out.`);
  conclude(out, folder, (Date.now() - began) / 1000, flags);
  return watcher.problems === 0 ? EXIT.ok : EXIT.partial;
}

function checkFlags(given: readonly string[], flags: Flags): void {
  const wrong = (option: string, expected: string, found: string) =>
    new NamesakeError("OPTION_INVALID", { option, expected, found });
  if (flags.download === undefined && given.length === 0)
    throw wrong("the dump", "one or more files, or --download WIKI", "");
  if (flags.download !== undefined && given.length > 0)
    throw wrong("--download", "given without files, or left out", given.join(" "));
  if (flags.holdBack === true && flags.splitBy === "time")
    throw wrong(
      "--hold-back",
      "used with --split-by page: by time, it is not known before all is read",
      "time",
    );
  if (flags.out === "starter" || (flags.out === undefined && wikiOf(given[0] ?? "") === "starter"))
    throw wrong(
      "--out",
      'another name than that of the starter knowledge base, or a folder such as "./starter"',
      "starter",
    );
}

/** "enwiki" of "enwiki-20261101-pages-articles.xml.bz2". */
const wikiOf = (path: string): string =>
  /^[a-z][a-z_]*wik[a-z]+(?=-)/.exec(basename(path))?.[0] ??
  basename(path).replace(/(?:\.xml)?(?:\.(?:bz2|gz))?$/i, "");

async function download(wiki: string, folder: string, mirror: string): Promise<string> {
  const bar = progress(`Downloading ${wiki}`);
  try {
    const path = await downloadDump(wiki, folder, {
      mirror,
      progress: (bytes, of) => {
        if (of !== undefined) bar.update(bytes / of);
      },
    });
    bar.done(`Downloaded ${path}, ${size(statSync(path).size)}; its checksum is right.`);
    return path;
  } finally {
    bar.stop();
  }
}

const say = (message: string): void => void process.stderr.write(`${printable(message)}\n`);

/** What it will take, before it begins. */
async function announce({ dumps, work, workers }: WikipediaOptions, folder: string): Promise<void> {
  const { xml, disk, free, seconds } = await estimate(dumps, work, workers);
  const files = dumps.length === 1 ? basename(dumps[0] as string) : `${dumps.length} files`;
  say(
    `${files}: about ${size(xml)} of XML. This takes about ${duration(seconds)} with ${workers} threads and up to ${size(disk)} of disk ` +
      `in ${work} and ${folder}; ${size(free)} are free. It may be stopped at any time: the same command goes on.`,
  );
  if (disk > free) complain(`the disk may not be large enough; --work names a folder on another one.`);
}

/** Shows how a build goes on, on stderr. */
class Watcher implements WikipediaObserver {
  problems = 0;
  private bar: Progress | undefined;

  begin(stage: keyof typeof STAGE_TITLES, isThere: boolean): void {
    if (!isThere) this.bar = progress(STAGE_TITLES[stage]);
  }

  progress(fraction: number): void {
    this.bar?.update(fraction);
  }

  end: NonNullable<WikipediaObserver["end"]> = (stage, result, seconds) => {
    const finding = STAGE_FINDINGS[stage](result);
    this.stop();
    if (finding !== undefined)
      say(`${STAGE_TITLES[stage]}: ${finding}${seconds < 1 ? "" : ` (${duration(seconds)})`}.`);
    if (stage === "read") {
      const { problems, skipped } = result as { problems: string[]; skipped: number };
      for (const message of problems) this.problem(message);
      this.problems = Math.max(this.problems, skipped);
    }
  };

  problem(message: string): void {
    if (++this.problems <= REPORTED) complain(`left out: ${message}`);
  }

  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}

/** What there is now, and what may be done with it. */
function conclude(out: string, folder: string, seconds: number, flags: Flags): void {
  const documents = join(folder, "documents");
  const sizeOf = (path: string) => statSync(path).size;
  const kb = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { name }) => sum + sizeOf(join(folder, name)), 0);
  const sizes = SPLITS.map((split) => `${split}.jsonl ${size(sizeOf(join(documents, `${split}.jsonl`)))}`);
  say(
    `Built ${folder}, ${size(kb)}, in ${duration(seconds)}. Training documents in ${documents}: ${sizes.join(", ")}.`,
  );
  say(`Try it: namesake link --kb ${out} "…"`);
  if (flags.wikidata !== undefined) say(`Then: namesake kb fix-links --kb ${out} --out ${out}-fixed`);
}
