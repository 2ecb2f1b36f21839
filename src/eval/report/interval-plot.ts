import type { Interval } from "../result.js";
import { html, type Markup } from "./html.js";
import { linear } from "./svg.js";

const WIDTH = 150;
const HEIGHT = 18;
const MIDDLE = HEIGHT / 2;

/**
 * A share from 0 to 1 as a dot on a line with its interval, small enough for a cell of a table; the numbers stand beside it, so
 * that it is left out for those who do not see.
 *
 * @param beside a share to compare with, drawn hollow
 */
export function intervalPlot(share: number, { low, high }: Interval, beside: number | null): Markup {
  const x = linear([0, 1], [5, WIDTH - 5]);
  const ticks = [0, 0.5, 1].map(
    (tick) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="2" y2="${HEIGHT - 2}"/>`,
  );
  const other =
    beside === null ? null : html`<circle class="hollow" cx="${x(beside)}" cy="${MIDDLE}" r="3.5"/>`;
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">${ticks}<line class="whisker" x1="${x(low)}" x2="${x(high)}" y1="${MIDDLE}" y2="${MIDDLE}"/>${other}<circle class="dot" cx="${x(share)}" cy="${MIDDLE}" r="3.5"/></svg>`;
}
