import type { ErrorCounts } from "../errors/error-classes.js";
import { ERROR_GROUPS, type ErrorGroup, readErrorClass } from "../errors/error-taxonomy.js";
import type { TaskMode } from "../errors/outcomes.js";
import type { Evaluation } from "../result.js";
import { html, type Markup } from "./html.js";
import { count, percent } from "./numbers.js";
import { scrolling, section } from "./page.js";
import { perLinker } from "./per-linker.js";
import { at } from "./svg.js";

export const MODES: Record<TaskMode, string> = { given: "Gold mentions given", found: "End to end" };

const WIDTH = 120;

function bar({ errors, opportunities }: ErrorCounts): Markup {
  const share = opportunities === 0 ? 0 : errors / opportunities;
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} 10" width="${WIDTH}" height="10" aria-hidden="true"><rect class="track" width="${WIDTH}" height="10"/><rect class="bar" width="${at(WIDTH * share)}" height="10"/></svg>`;
}

function table(mode: TaskMode, counts: Readonly<Record<string, ErrorCounts>>): Markup | null {
  const groups = (Object.keys(ERROR_GROUPS) as ErrorGroup[]).flatMap((group) => {
    const lines = Object.entries(counts).flatMap(([name, found]) => {
      const text = readErrorClass(name);
      if (text === undefined || text.group !== group || text.mode !== mode) return [];
      const share = found.opportunities === 0 ? null : found.errors / found.opportunities;
      const title =
        found.errors === 0
          ? html`<span title="${text.description}">${text.title}</span>`
          : html`<a href="#documents" data-class="${name}" title="${text.description}">${text.title}</a>`;
      return html`<tr><td class="left">${title}</td><td class="main">${count(found.errors)}</td><td class="weak">${count(found.opportunities)}</td><td>${percent(share)}</td><td>${bar(found)}</td></tr>\n`;
    });
    return lines.length === 0
      ? []
      : html`<tbody class="group"><tr><th scope="rowgroup" colspan="5">${ERROR_GROUPS[group]}</th></tr>${lines}</tbody>`;
  });
  if (groups.length === 0) return null;
  return scrolling(
    MODES[mode],
    html`<table><caption>${MODES[mode]}</caption><thead><tr><th scope="col">Error</th><th scope="col">errors</th><th scope="col">of</th><th scope="col" colspan="2" class="left">%</th></tr></thead>${groups}</table>`,
  );
}

/** Errors by class, with the mentions that could have had them. A click shows the documents with such errors. */
export function errorsSection(evaluation: Evaluation): Markup {
  const content = perLinker(
    evaluation,
    ({ errors = {} }) => html`<div class="errors">${table("given", errors)}${table("found", errors)}</div>`,
  );
  return section(
    "errors",
    "Error classes",
    html`<p class="note">Errors of each class, and the mentions that could have had it. Choose a class to see the documents. Classes after ELEVANT (Bast, Hertel and Prange 2022). End to end, a mention whose entity the knowledge base lacks counts against recall and is in no class.</p>${content}`,
  );
}
