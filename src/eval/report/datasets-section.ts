import type { Evaluation, Overall } from "../result.js";
import { html, type Markup } from "./html.js";
import { measureOf, valueAt } from "./measures.js";
import { count } from "./numbers.js";
import { scrolling, section } from "./page.js";
import { cells } from "./summary.js";

const MEASURES = ["inKbAccuracy", "accuracy", "strict.f1"];

/** Data sets with the headline numbers of every linker, and of the better popularity baseline. */
export function datasetsSection({ datasets, linkers, baseline }: Evaluation): Markup {
  const own = Object.keys(linkers);
  const beside = linkers[baseline.best] === undefined ? [baseline.best] : [];
  const names = [...own, ...beside];
  const measures = MEASURES.map(measureOf).filter(({ name }) =>
    Object.values(linkers).some(({ overall }) => valueAt(overall, name) !== null),
  );
  const line = (
    name: string,
    sizes: { documents: number; mentions: number; problems: number },
    results: readonly (Overall | undefined)[],
    about: string,
  ) =>
    html`<tr${about === "" && html` class="total"`}><th scope="row" title="${about}">${name}</th><td>${count(sizes.documents)}</td><td>${count(sizes.mentions)}</td><td>${count(sizes.problems)}</td>${measures.map((measure) => cells(measure, results))}</tr>\n`;
  const sets = Object.entries(datasets);
  const sum = (of: (set: Evaluation["datasets"][string]) => number) =>
    sets.reduce((total, [, set]) => total + of(set), 0);
  const total = {
    documents: sum(({ documents }) => documents),
    mentions: sum(({ mentions }) => mentions),
    problems: sum(({ problems }) => problems),
  };
  const heads = measures.map(
    ({ title }) => html`<th scope="colgroup" colspan="${names.length}">${title}</th>`,
  );
  const linkerHeads = measures.map(() => names.map((name) => html`<th scope="col">${name}</th>`));
  return section(
    "datasets",
    "Data sets",
    scrolling(
      "Data sets",
      html`<table><caption>Headlines in percent${names.length > 1 && "; the best linker in bold"}</caption><thead>
<tr><th scope="col" rowspan="2">Data set</th><th scope="col" rowspan="2">documents</th><th scope="col" rowspan="2">mentions</th><th scope="col" rowspan="2">problems</th>${heads}</tr>
<tr>${linkerHeads}</tr></thead><tbody>
${sets.map(([name, set]) =>
  line(
    name,
    set,
    [
      ...own.map((linker) => linkers[linker]?.datasets[name]?.overall),
      ...beside.map((linker) => baseline.datasets[name]?.[linker]),
    ],
    `${set.format}, ${set.path}`,
  ),
)}${
  sets.length > 1 &&
  line(
    "all",
    total,
    [...own.map((linker) => linkers[linker]?.overall), ...beside.map(() => baseline.overall)],
    "",
  )
}</tbody></table>`,
    ),
  );
}
