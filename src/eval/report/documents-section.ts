import type { JudgedSet } from "../judged.js";
import { choice, datasetChoice, pager, searchField } from "./controls.js";
import { MODES } from "./errors-section.js";
import { html, type Markup } from "./html.js";
import { section } from "./page.js";
import { STYLES } from "./page-index.js";

/** Chooses the linker that the page is about. */
export const linkerChoice = (linkers: readonly string[]): Markup =>
  choice(
    "linker",
    "Linker",
    linkers.map((name) => [name, name]),
  );

/** The filters, and the place where the page's script puts documents. */
export function documentsSection(sets: readonly JudgedSet[]): Markup {
  const modes = (["given", "found"] as const).filter((mode) =>
    sets.some(({ documents }) => documents.some((document) => document[mode] !== null)),
  );
  const datasets = [...new Set(sets.map(({ dataset }) => dataset))];
  const legend = STYLES.map(
    ({ style, label }) => html`<li><span class="mark last ${style}">mention</span> ${label}</li>`,
  );
  return section(
    "documents",
    "Documents",
    html`<noscript><p>Documents and filters need JavaScript.</p></noscript>
<div class="filters" role="search" aria-label="Documents">
${choice(
  "mode",
  "Mentions",
  modes.map((mode) => [mode, MODES[mode]]),
)}${datasetChoice(datasets)}${choice("error-class", "Error class", [["", "any or none"]], 1)}${searchField()}<div class="field check"><input id="only-errors" type="checkbox" autocomplete="off"><label for="only-errors">only with errors</label></div>
<button id="clear" type="button">Clear filters</button>
</div>
<p id="status" role="status" tabindex="-1"></p>
<ul class="legend" aria-label="Marks">${legend}</ul>
<p class="note">Click a mention for its details. With the keyboard: Tab to a document's text, arrow keys to its mentions, Enter for details, Escape to close them.</p>
<div class="columns"><div id="document-list"></div>
<aside id="details" aria-label="Details of the mention" hidden><button id="close-details" type="button">Close</button><div id="details-body" aria-live="polite"></div></aside></div>
${pager()}`,
  );
}
