import type { EntityFacts } from "../errors/entity-facts.js";
import type { Evaluation } from "../result.js";
import { type ComparisonData, comparisonClient } from "./client-comparison.js";
import { type Change, type ChangeCounts, compareRuns, type Run, type RunComparison } from "./compare-runs.js";
import { choice, datasetChoice, pager, searchField } from "./controls.js";
import { MODES } from "./errors-section.js";
import { type Content, dataBlock, html, type Markup } from "./html.js";
import { measureOf, shown, shownDifference } from "./measures.js";
import { count, NONE, pValue } from "./numbers.js";
import { pageFoot, pageHead, scrolling, section } from "./page.js";
import { OUTCOMES } from "./page-index.js";
import { pageTools } from "./page-tools.js";
import { standalone } from "./script.js";

const about = (term: string, { kb, created }: Evaluation, linker: string): Markup =>
  html`<tr><th scope="row">${term}</th><td class="left">${linker}</td><td class="left">${kb.name}</td><td class="left"><code>${kb.contentHash.slice(0, 12)}</code></td><td class="left"><time datetime="${created}">${created.slice(0, 16).replace("T", " ")} UTC</time></td></tr>`;

function runsTable(before: Run, after: Run, names: RunComparison): Markup {
  const options = new Set([
    ...Object.keys(before.evaluation.options),
    ...Object.keys(after.evaluation.options),
  ]);
  const told = (run: Run, key: string) => JSON.stringify(run.evaluation.options[key]) ?? "nothing";
  const different = [...options].filter((key) => told(before, key) !== told(after, key));
  const lines = different.map(
    (key) =>
      html`<li>${key}: <code>${told(before, key)}</code> before, <code>${told(after, key)}</code> after</li>`,
  );
  return html`${scrolling(
    "Runs",
    html`<table><caption>Runs</caption><thead><tr><th scope="col"></th><th scope="col" class="left">linker</th><th scope="col" class="left">knowledge base</th><th scope="col" class="left">content</th><th scope="col" class="left">made</th></tr></thead><tbody>${about("Before", before.evaluation, names.before)}${about("After", after.evaluation, names.after)}</tbody></table>`,
  )}${lines.length > 0 && html`<p class="note">Options that differ:</p><ul>${lines}</ul>`}`;
}

function headlinesTable({ headlines }: RunComparison): Markup {
  const line = ({ name, before, after, difference, p }: RunComparison["headlines"][number]) => {
    const measure = measureOf(name);
    const weight = p === null ? "" : p < 0.05 ? "main" : "weak";
    return html`<tr><th scope="row" title="${measure.description}">${measure.title}</th><td>${shown(measure, before)}</td><td>${shown(measure, after)}</td><td class="${weight}">${shownDifference(measure, difference)}</td><td class="weak">${p === null ? NONE : pValue(p)}</td></tr>\n`;
  };
  return scrolling(
    "Measures",
    html`<table><caption>Measures in percent, unless they have three decimals; pale: p ≥ 0.05</caption><thead><tr><th scope="col">Measure</th><th scope="col">before</th><th scope="col">after</th><th scope="col">difference</th><th scope="col">p</th></tr></thead><tbody>${headlines.map(line)}</tbody></table>`,
  );
}

function countsTable({ counts }: RunComparison): Content {
  const line = (one: ChangeCounts) =>
    html`<tr><th scope="row">${one.dataset}</th><td class="left">${MODES[one.mode]}</td><td class="main">${count(one.better)}</td><td class="main">${count(one.worse)}</td><td>${count(one.bothRight)}</td><td>${count(one.bothWrong)}</td><td>${count(one.spuriousGone)}</td><td>${count(one.spuriousNew)}</td></tr>\n`;
  return scrolling(
    "Changes by data set",
    html`<table><caption>Gold mentions, and spurious links, by data set</caption><thead><tr><th scope="col">Data set</th><th scope="col" class="left">mentions</th><th scope="col">better</th><th scope="col">worse</th><th scope="col">right in both</th><th scope="col">wrong in both</th><th scope="col">spurious gone</th><th scope="col">spurious new</th></tr></thead><tbody>${counts.map(line)}</tbody></table>`,
  );
}

function changesSection({ counts }: RunComparison): Markup {
  const datasets = [...new Set(counts.map(({ dataset }) => dataset))];
  const modes = [...new Set(counts.map(({ mode }) => mode))];
  return section(
    "changes",
    "Mentions that changed",
    html`<noscript><p>The list needs JavaScript.</p></noscript>
<div class="filters" role="search" aria-label="Mentions that changed">
${choice("direction", "Changes", [
  ["worse", "worse"],
  ["better", "better"],
])}${choice(
  "mode",
  "Mentions",
  modes.map((mode) => [mode, MODES[mode]]),
)}${datasetChoice(datasets)}${searchField()}</div>
<p id="status" role="status"></p>
<ol id="change-list" class="changes"></ol>
${pager()}`,
  );
}

/** Names of all entities in the changes. */
function namesOf(changes: readonly Change[], facts: EntityFacts): Record<string, string> {
  // Without a prototype, so that an id may be any text.
  const names = Object.create(null) as Record<string, string>;
  for (const { gold, before, after } of changes)
    for (const id of [...(gold?.ids ?? []), before.entity, after.entity])
      if (typeof id === "string") names[id] ??= facts.name(id) ?? "";
  return names;
}

/**
 * Two runs over the same data as one HTML page that needs nothing else: how the measures differ, and every mention that got better
 * or worse with what stands around it. {@link compareRuns} gives the same as data.
 *
 * @param linkers of each run, by name; default: the first
 * @returns the page in pieces
 * @throws {NamesakeError} DATASET_MISMATCH
 */
export function* comparisonHtml(
  before: Run,
  after: Run,
  facts: EntityFacts,
  linkers: { before?: string; after?: string } = {},
): Generator<string> {
  const comparison = compareRuns(before, after, linkers);
  const title =
    comparison.after === comparison.before
      ? `Two runs of ${comparison.after}`
      : `${comparison.after} against ${comparison.before}`;
  const parts = {
    title,
    script: standalone(comparisonClient, { pageTools }),
  };
  const { better, worse } = comparison;
  const data: ComparisonData = {
    better,
    worse,
    names: namesOf([...better, ...worse], facts),
    outcomes: Object.fromEntries(Object.entries(OUTCOMES).map(([outcome, { label }]) => [outcome, label])),
  };
  yield String(pageHead(parts));
  yield String(html`<header class="masthead"><h1>${title}</h1></header>\n`);
  yield '<main id="main">\n';
  yield String(
    section(
      "summary",
      "Summary",
      html`${runsTable(before, after, comparison)}<div class="figures">${headlinesTable(comparison)}${countsTable(comparison)}</div>`,
    ),
  );
  yield String(changesSection(comparison));
  yield "</main>\n";
  yield String(dataBlock("changes", data));
  yield String(pageFoot(parts));
}
