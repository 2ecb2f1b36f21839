import { type Content, html, type Markup } from "./html.js";

/** A place in a drawing, in its own units, to a tenth. */
export const at = (place: number): number => Math.round(10 * place) / 10;

/** Maps values of a range to places on an axis. */
export function linear(
  [from, to]: [number, number],
  [start, end]: [number, number],
): (value: number) => number {
  return (value) => at(start + ((value - from) / (to - from)) * (end - start));
}

/**
 * A drawing that says in words what it shows, for those who do not see it. It is as wide as its units in CSS pixels, and narrower
 * where there is less room.
 */
export function drawing(width: number, height: number, words: string, content: Content): Markup {
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${words}">${content}</svg>`;
}

/** A figure with its caption. */
export const figure = (caption: Content, content: Content): Markup =>
  html`<figure>${content}<figcaption>${caption}</figcaption></figure>`;

/** Where the ticks of an axis stand, and what they say. */
export interface Tick {
  place: number;
  label: string;
}

/** Lines across the plot and their labels at its left. */
export const rows = (ticks: readonly Tick[], from: number, to: number): Markup[] =>
  ticks.map(
    ({ place, label }) =>
      html`<line class="grid" x1="${from}" x2="${to}" y1="${place}" y2="${place}"/><text class="tick" x="${from - 6}" y="${at(place + 4)}" text-anchor="end">${label}</text>`,
  );

/** Labels below the plot. */
export const columns = (ticks: readonly Tick[], bottom: number): Markup[] =>
  ticks.map(
    ({ place, label }) =>
      html`<text class="tick" x="${place}" y="${bottom + 16}" text-anchor="middle">${label}</text>`,
  );
