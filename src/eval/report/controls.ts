import { html, type Markup } from "./html.js";

/** A control with its label. */
const field = (id: string, title: string, control: Markup, isHidden: boolean): Markup =>
  html`<div class="field"${isHidden && html` hidden`}><label for="${id}">${title}</label>${control}</div>\n`;

/** Values of a choice, with the words for them. */
export type Choices = readonly (readonly [value: string, title: string])[];

/** A choice of one, the first at the beginning; out of sight where there is nothing to choose. */
export function choice(id: string, title: string, choices: Choices, least = 2): Markup {
  const options = choices.map(([value, words]) => html`<option value="${value}">${words}</option>`);
  const control = html`<select id="${id}" autocomplete="off">${options}</select>`;
  return field(id, title, control, choices.length < least);
}

/** A choice among data sets, or all. */
export const datasetChoice = (names: readonly string[]): Markup =>
  choice("dataset", "Data set", [["", "all"], ...names.map((name): [string, string] => [name, name])], 3);

export const searchField = (): Markup =>
  field(
    "search",
    "Text or document",
    html`<input id="search" type="search" autocomplete="off" spellcheck="false">`,
    false,
  );

/** Leads through pages of a list. */
export const pager = (): Markup =>
  html`<div id="pager" class="pager"><button id="previous" type="button">Previous</button><span id="page-number"></span><button id="next" type="button">Next</button></div>`;
