import { parentPort, workerData } from "node:worker_threads";
import { type Failure, failureOf } from "../../distant-failure.js";
import { scanPages } from "../mediawiki/page-scanner.js";
import { readSite, type Site, siteInLanguage } from "../mediawiki/site.js";
import { pageFacts } from "./page-facts.js";
import { PieceFiles, type PieceSummary } from "./piece-files.js";
import type { PieceOptions, PieceReply, PieceTask } from "./piece-thread.js";
import { splitOfPage } from "./split.js";
import { writeFailure } from "./work-folder.js";

/** The thread that reads pieces of a dump; see `PieceThread`. */

/** Problems of a piece that are told of; all are counted. */
const TOLD = 20;

const { lang, weakLabels, holdBack } = workerData as PieceOptions;
let known: { head: string; site: Site } | undefined;

/** The wiki whose dump begins so; it is read once. */
function siteOf(head: string): Site {
  if (known?.head !== head) {
    const site = readSite(head);
    known = { head, site: lang === undefined ? site : siteInLanguage(site, lang) };
  }
  return known.site;
}

async function read({ head, memory, length, folder }: PieceTask): Promise<PieceSummary> {
  const site = siteOf(head);
  const files = new PieceFiles(folder);
  const problem = (message: string) => {
    files.summary.skipped++;
    if (files.summary.problems.length < TOLD) files.summary.problems.push(message);
  };
  const options = { lang: site.lang, weakLabels };
  for await (const page of scanPages([Buffer.from(memory, 0, length)], { namespaces: [0], problem })) {
    // Modules, styles and data have no links.
    if (page.model !== undefined && page.model !== "wikitext") continue;
    const counts = !holdBack || splitOfPage(page.id) === "train";
    files.add(page, pageFacts(page, site, options), counts);
  }
  files.write();
  return files.summary;
}

const port = parentPort;
port?.on("message", (task: PieceTask) => {
  const { memory } = task;
  const reply = (result: { summary: PieceSummary } | { failure: Failure }) =>
    port.postMessage({ memory, ...result } satisfies PieceReply, [memory]);
  read(task).then(
    (summary) => reply({ summary }),
    (error: unknown) => reply({ failure: failureOf(writeFailure(task.folder, error)) }),
  );
});
