import { recallSize } from "../metrics/headlines.js";
import type { Evaluation, Slice, Slices } from "../result.js";
import { html, type Markup } from "./html.js";
import { intervalPlot } from "./interval-plot.js";
import { count, interval, percent, wilson } from "./numbers.js";
import { scrolling, section } from "./page.js";
import { perLinker } from "./per-linker.js";

/** What the dimensions are called. */
const DIMENSIONS: Record<string, string> = {
  popularity: "Popularity of the entity",
  class: "Class of the entity",
  ambiguity: "Entities that the mention's text leads to",
  data: "Subsets named in the data",
  world: "World",
};

const POPULARITY: Record<string, string> = {
  unseen: "unseen (never linked to)",
  tail: "tail (1–10)",
  torso: "torso (11–1,000)",
  head: "head (more)",
};

/** A share of a slice, and what it is a share of. */
type Drawn = (slice: Slice | undefined) => [share: number, whole: number] | null;

const accuracy: Drawn = (slice) => {
  const share = slice?.inKbAccuracy ?? null;
  return slice === undefined || share === null ? null : [share, slice.inKb];
};

const recall: Drawn = (slice) => {
  const share = slice?.strictRecall ?? null;
  return slice === undefined || share === null ? null : [share, slice.mentions];
};

function slicesTable(slices: Slices, beside: Slices | undefined, k: string | undefined): Markup {
  const isGiven = Object.values(slices).some((all) =>
    Object.values(all).some((slice) => accuracy(slice) !== null),
  );
  const drawn = isGiven ? accuracy : recall;
  const line = (dimension: string, name: string, slice: Slice) => {
    const own = drawn(slice);
    const other = drawn(beside?.[dimension]?.[name]);
    const range = own === null ? null : wilson(...own);
    return html`<tr><th scope="row">${dimension === "popularity" ? (POPULARITY[name] ?? name) : name}</th><td>${count(slice.mentions)}</td><td>${count(slice.inKb)}</td>
<td class="main">${percent(slice.inKbAccuracy)}</td><td>${own !== null && range !== null && intervalPlot(own[0], range, other?.[0] ?? null)}</td><td class="weak">${range !== null && interval(range)}</td>
<td>${percent(slice.accuracy)}</td><td>${percent(slice.strictRecall)}</td>${k !== undefined && html`<td>${percent(slice.candidateRecall[k])}</td>`}</tr>\n`;
  };
  const columns = k === undefined ? 8 : 9;
  const groups = Object.entries(slices).map(
    ([dimension, all]) =>
      html`<tbody class="group"><tr><th scope="rowgroup" colspan="${columns}">${DIMENSIONS[dimension] ?? dimension}</th></tr>
${Object.entries(all).map(([name, slice]) => line(dimension, name, slice))}</tbody>`,
  );
  return scrolling(
    "Slices",
    html`<table><caption>Parts of the mentions, in percent</caption>
<thead><tr><th scope="col">Slice</th><th scope="col">mentions</th><th scope="col">in KB</th><th scope="col">in-KB accuracy</th><th scope="col" class="left">0 to 100 %</th><th scope="col">95 % interval</th><th scope="col">accuracy</th><th scope="col">strict recall</th>${k !== undefined && html`<th scope="col">recall @ ${k}</th>`}</tr></thead>
${groups}</table>`,
  );
}

/** Accuracy by parts of the mentions. */
export function slicesSection(evaluation: Evaluation): Markup {
  const { baseline, linkers } = evaluation;
  const content = perLinker(evaluation, ({ slices, overall }, name) => {
    const ks = Object.entries(overall.candidateRecall ?? {}).filter(([, share]) => share !== null);
    const k = recallSize(ks.map(([size]) => Number(size)))?.toString();
    const beside = name === baseline.best ? undefined : linkers[baseline.best]?.slices;
    return slicesTable(slices, beside, k);
  });
  const hasBaseline = linkers[baseline.best] !== undefined;
  return section(
    "slices",
    "Slices",
    html`<p class="note">The dot is the in-KB accuracy, or the strict recall where only end-to-end linking was run, with its 95 % Wilson interval over mentions.${hasBaseline && ` Hollow: ${baseline.best}.`}</p>${content}`,
  );
}
