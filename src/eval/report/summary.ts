import type { Comparison, Evaluation, Overall } from "../result.js";
import { type Content, html, type Markup } from "./html.js";
import { type Measure, measureOf, measuresOf, shown, shownDifference, valueAt } from "./measures.js";
import {
  count,
  counted,
  decimal,
  duration,
  interval,
  megabytes,
  NONE,
  percent,
  points,
  pValue,
} from "./numbers.js";
import { scrolling, section } from "./page.js";

/** What the first glance is for; the rest is in the table. */
const FIRST = ["inKbAccuracy", "accuracy", "strict.f1", "ece"];

const unit = ({ isDecimal }: Measure): Content => (isDecimal ? null : html`<small> %</small>`);

function intervalOf(measure: Measure, { intervals }: Overall): string {
  const found = intervals?.[measure.name];
  if (found === undefined) return "";
  return measure.isDecimal ? `${decimal(found.low)}–${decimal(found.high)}` : interval(found);
}

/** How much better than the baseline, in the measure's own direction. */
function difference(measure: Measure, overall: Overall, baseline: Overall): number | null {
  const [own, other] = [valueAt(overall, measure.name), valueAt(baseline, measure.name)];
  return own === null || other === null ? null : own - other;
}

function tile(measure: Measure, { overall, baseline }: Evaluation): Markup {
  const range = intervalOf(measure, overall);
  const above = difference(measure, overall, baseline.overall);
  return html`<li><span class="name">${measure.title}</span><div class="value">${shown(measure, valueAt(overall, measure.name))}${unit(measure)}</div>
${range !== "" && html`<span class="about">95 % interval ${range}</span>`}${
  above !== null &&
  html`<span class="about">${baseline.best} ${shown(measure, valueAt(baseline.overall, measure.name))}, ${shownDifference(measure, above)}</span>`
}</li>`;
}

function measuresTable({ linker, overall, baseline, linkers }: Evaluation): Markup {
  const others: [string, Overall][] = [
    ...Object.entries(linkers).map(([name, result]): [string, Overall] => [name, result.overall]),
    ...Object.entries(baseline.linkers).filter(([name]) => linkers[name] === undefined),
  ].filter(([name]) => name !== linker && name !== baseline.best);
  const measures = measuresOf([overall, baseline.overall, ...others.map(([, other]) => other)]);
  const line = (measure: Measure) =>
    html`<tr><th scope="row" title="${measure.description}">${measure.title}</th>
<td class="main">${shown(measure, valueAt(overall, measure.name))}</td><td>${intervalOf(measure, overall)}</td>
<td>${shown(measure, valueAt(baseline.overall, measure.name))}</td><td>${shownDifference(measure, difference(measure, overall, baseline.overall))}</td>
${others.map(([, other]) => html`<td>${shown(measure, valueAt(other, measure.name))}</td>`)}</tr>\n`;
  return scrolling(
    "All measures",
    html`<table><caption>All measures, in percent unless they have three decimals</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">${linker}</th><th scope="col">95 % interval</th><th scope="col">${baseline.best} (baseline)</th><th scope="col">difference</th>${others.map(([name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${measures.map(line)}</tbody></table>`,
  );
}

function comparisonsTable(comparisons: readonly Comparison[]): Content {
  if (comparisons.length === 0) return null;
  const names = [...new Set(comparisons.flatMap(({ headlines }) => Object.keys(headlines)))];
  const cell = (name: string, { headlines }: Comparison): Markup => {
    const found = headlines[name];
    if (found === undefined) return html`<td>${NONE}</td><td></td>`;
    const weight = found.p < 0.05 ? "main" : "weak";
    return html`<td class="${weight}">${shownDifference(measureOf(name), found.difference)}</td><td class="weak">${pValue(found.p)}</td>`;
  };
  return scrolling(
    "Comparisons",
    html`<table><caption>${comparisons[0]?.linker} against other linkers; pale: p ≥ 0.05</caption>
<thead><tr><th scope="col">Difference in</th>${comparisons.map(({ against }) => html`<th scope="col">${against}</th><th scope="col">p</th>`)}</tr></thead>
<tbody>${names.map((name) => html`<tr><th scope="row">${measureOf(name).title}</th>${comparisons.map((one) => cell(name, one))}</tr>\n`)}</tbody></table>`,
  );
}

function timingTable({ linkers }: Evaluation): Content {
  const timed = Object.entries(linkers).flatMap(([name, { timing }]) =>
    timing === undefined ? [] : [{ name, timing }],
  );
  if (timed.length === 0) return null;
  const line = ({ name, timing }: (typeof timed)[number]) =>
    html`<tr><th scope="row">${name}</th><td>${duration(timing.documentMs)}</td><td>${duration(timing.mentionP50Ms)}</td><td>${duration(timing.mentionP99Ms)}</td><td>${timing.peakMemory === undefined ? NONE : megabytes(timing.peakMemory)}</td></tr>\n`;
  return scrolling(
    "Time and memory",
    html`<table><caption>Time, of mentions the median, and memory</caption><thead><tr><th scope="col">Linker</th><th scope="col">per document</th><th scope="col">per mention</th><th scope="col">99th percentile</th><th scope="col">peak memory</th></tr></thead><tbody>${timed.map(line)}</tbody></table>`,
  );
}

function countsLine({ overall }: Evaluation): Content {
  const { mentions, inKb, notInKb, nilMentions } = overall;
  if (mentions === undefined) return null;
  return html`<p class="note">${counted(mentions, "gold mention")} counted: ${count(inKb ?? 0)} of entities in the knowledge base, ${count(notInKb ?? 0)} of entities that it lacks, ${count(nilMentions ?? 0)} NIL in the data. Intervals are 95 % bootstrap intervals over documents; p is that of a paired test over documents.</p>`;
}

/** Title, knowledge base and data of an evaluation. */
export function masthead({ linker, kb, created, datasets }: Evaluation): Markup {
  const sets = Object.values(datasets);
  const documents = sets.reduce((sum, set) => sum + set.documents, 0);
  const mentions = sets.reduce((sum, set) => sum + set.mentions, 0);
  return html`<header class="masthead"><h1>Evaluation of ${linker}</h1>
<p class="about">Knowledge base ${kb.name} (${counted(kb.entities, "entity", "entities")}, <code>${kb.contentHash.slice(0, 12)}</code>) · ${counted(sets.length, "data set")}, ${counted(documents, "document")}, ${counted(mentions, "mention")} · <time datetime="${created}">${created.slice(0, 16).replace("T", " ")} UTC</time></p></header>\n`;
}

/** The headline numbers, all measures, comparisons and timing. */
export function summary(evaluation: Evaluation): Markup {
  const { overall, baseline } = evaluation;
  const first = FIRST.map(measureOf).filter(({ name }) => valueAt(overall, name) !== null);
  return section(
    "summary",
    "Summary",
    html`<ul class="headlines">${first.map((measure) => tile(measure, evaluation))}${
      baseline.aboveBaseline !== null &&
      html`<li><span class="name">Above the baseline</span><div class="value">${points(baseline.aboveBaseline)}<small> points</small></div><span class="about">over ${baseline.best}${Object.keys(baseline.linkers).length > 1 && ", the better one"}</span></li>`
    }</ul>
${countsLine(evaluation)}<div class="figures">${measuresTable(evaluation)}${comparisonsTable(evaluation.comparisons)}${timingTable(evaluation)}</div>${runDetails(evaluation)}`,
  );
}

function runDetails({ options, problems }: Evaluation): Markup {
  const told = problems.first.map((problem) => html`<li>${problem}</li>`);
  return html`<details><summary>Options${problems.count > 0 && ` and ${counted(problems.count, "problem")} of the data`}</summary>
<dl>${Object.entries(options).map(([name, value]) => html`<dt>${name}</dt><dd><code>${JSON.stringify(value)}</code></dd>`)}</dl>
${told.length > 0 && html`<ul>${told}</ul>`}${problems.count > told.length && html`<p class="note">The first ${count(told.length)} are shown.</p>`}</details>`;
}

/** The value of a measure in a cell, the best of its row marked. */
export function cells(measure: Measure, results: readonly (Overall | undefined)[]): Markup[] {
  const values = results.map((overall) => valueAt(overall, measure.name));
  const best = Math.max(...values.map((value) => value ?? -1));
  return values.map((value) => {
    const isBest = value !== null && values.length > 1 && percent(value) === percent(best);
    return html`<td${isBest && html` class="best"`}>${shown(measure, value)}</td>`;
  });
}
