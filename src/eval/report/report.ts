import type { EntityFacts } from "../errors/entity-facts.js";
import { ERROR_GROUPS, readErrorClass } from "../errors/error-taxonomy.js";
import type { JudgedSet } from "../judged.js";
import type { Evaluation } from "../result.js";
import { calibrationSection } from "./calibration-section.js";
import { client } from "./client.js";
import { detailsOf } from "./client-details.js";
import { documentView } from "./client-document.js";
import { segmentsOf } from "./client-segments.js";
import { confusionSection } from "./confusion-section.js";
import { datasetsSection } from "./datasets-section.js";
import { type DocumentEntry, DocumentWriter, documentsOf } from "./document-data.js";
import { documentsSection, linkerChoice } from "./documents-section.js";
import { errorsSection } from "./errors-section.js";
import { dataBlock, html, type Markup } from "./html.js";
import { pageFoot, pageHead } from "./page.js";
import { OUTCOMES, type PageIndex } from "./page-index.js";
import { pageTools } from "./page-tools.js";
import { standalone } from "./script.js";
import { slicesSection } from "./slices-section.js";
import { masthead, summary } from "./summary.js";

const PARTS: [id: string, title: string][] = [
  ["summary", "Summary"],
  ["datasets", "Data sets"],
  ["slices", "Slices"],
  ["calibration", "Calibration"],
  ["confusion", "Confusion"],
  ["errors", "Errors"],
  ["documents", "Documents"],
];

const navigation = (linkers: readonly string[]): Markup =>
  html`<div class="bar-of-links"><div><nav aria-label="Report">${PARTS.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav>${linkerChoice(linkers)}</div></div>\n`;

/** The classes as the page's script knows them. */
const describeClasses = (names: readonly string[]): PageIndex["classes"] =>
  names.flatMap((name) => {
    const text = readErrorClass(name);
    return text === undefined
      ? []
      : [{ name, mode: text.mode, group: ERROR_GROUPS[text.group], title: text.title }];
  });

/**
 * An evaluation as one HTML page that needs nothing else: no network, no other file. It holds the numbers, plots, error classes and
 * every document with what the linkers said of it. Documents lie in it as data and are drawn when they are looked at.
 *
 * @param sets what the evaluation was measured on; linkers are those of `evaluation.linkers`
 * @returns the page in pieces, of at most one document each
 * @example
 * ```ts
 * await pipeline(Readable.from(reportHtml(evaluation, sets, facts)), createWriteStream("report.html"));
 * ```
 */
export function* reportHtml(
  evaluation: Evaluation,
  sets: readonly JudgedSet[],
  facts: EntityFacts,
): Generator<string> {
  const parts = {
    title: `Evaluation of ${evaluation.linker}`,
    script: standalone(client, { pageTools, segmentsOf, documentView, detailsOf }),
  };
  const linkers = Object.keys(evaluation.linkers);
  yield String(pageHead(parts));
  yield String(masthead(evaluation));
  yield String(navigation(linkers));
  yield '<main id="main">\n';
  yield String(summary(evaluation));
  yield String(datasetsSection(evaluation));
  yield String(slicesSection(evaluation));
  yield String(calibrationSection(evaluation));
  yield String(confusionSection(evaluation));
  yield String(errorsSection(evaluation));
  yield String(documentsSection(sets));
  yield "</main>\n";
  const writer = new DocumentWriter(facts);
  const documents: DocumentEntry[] = [];
  for (const runs of documentsOf(sets)) {
    const { entry, data, text } = writer.write(runs);
    documents.push(entry);
    yield String(html`${dataBlock("text", text)}${dataBlock("judgements", data)}`);
  }
  const { datasets, classes } = writer;
  const index: PageIndex = {
    datasets,
    linkers: writer.linkers,
    classes: describeClasses(classes),
    outcomes: OUTCOMES,
    documents,
  };
  yield String(dataBlock("index", index));
  yield String(pageFoot(parts));
}
