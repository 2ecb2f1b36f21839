import type { Calibration } from "../result.js";
import { html, type Markup } from "./html.js";
import { count, counted, percent, wilson } from "./numbers.js";
import { at, columns, drawing, linear, rows } from "./svg.js";

const WIDTH = 340;
const LEFT = 40;
const RIGHT = 330;
const TOP = 10;
const BOTTOM = 270;
/** The histogram below, from its foot up. */
const FOOT = 360;
const HISTOGRAM = 48;

/**
 * A reliability diagram (Murphy and Winkler 1977; Guo et al. 2017): accuracy by confidence, with 95 % intervals; on the diagonal,
 * confidence means what it says. Below, how many mentions have such confidence.
 */
export function reliabilityDiagram(bins: Calibration["reliability"]): Markup {
  const x = linear([0, 1], [LEFT, RIGHT]);
  const y = linear([0, 1], [BOTTOM, TOP]);
  const most = Math.max(1, ...bins.map(({ mentions }) => mentions));
  const fifths = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const label = (share: number) => String(Math.round(100 * share));
  const points = bins.map(({ confidence, accuracy, mentions, from, to }) => {
    const { low, high } = wilson(accuracy, mentions);
    const height = at((HISTOGRAM * mentions) / most);
    return html`<g><title>Confidence ${percent(from)} to ${percent(to)} %: ${percent(confidence)} % on average, ${percent(accuracy)} % right of ${count(mentions)}</title>
<line class="whisker" x1="${x(confidence)}" x2="${x(confidence)}" y1="${y(low)}" y2="${y(high)}"/>
<circle class="dot" cx="${x(confidence)}" cy="${y(accuracy)}" r="3.5"/>
<rect class="bar" x="${at(x(from) + 1)}" y="${at(FOOT - height)}" width="${at(x(to) - x(from) - 2)}" height="${height}"/></g>`;
  });
  const line = bins.map(({ confidence, accuracy }) => `${x(confidence)},${y(accuracy)}`).join(" ");
  return drawing(
    WIDTH,
    FOOT + 4,
    `Accuracy by confidence, in percent: ${bins.map(({ confidence, accuracy, mentions }) => `${percent(accuracy)} at ${percent(confidence)} (${counted(mentions, "mention")})`).join("; ")}`,
    html`${rows(
      fifths.map((share) => ({ place: y(share), label: label(share) })),
      LEFT,
      RIGHT,
    )}<line class="ideal" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>
<polyline class="line" points="${line}"/>
<text class="tick" x="${LEFT + 6}" y="${TOP + 12}">% right</text>
<text class="tick" x="${LEFT + 6}" y="${FOOT - HISTOGRAM - 6}">mentions, at most ${count(most)}</text>
${points}<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${FOOT}" y2="${FOOT}"/>
${columns(
  fifths.map((share) => ({ place: x(share), label: share === 1 ? "100 %" : label(share) })),
  BOTTOM,
)}`,
  );
}
