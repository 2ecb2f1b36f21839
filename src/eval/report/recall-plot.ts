import type { Share } from "../result.js";
import { html, type Markup } from "./html.js";
import { percent } from "./numbers.js";
import { at, columns, drawing, linear, rows, type Tick } from "./svg.js";

const WIDTH = 340;
const LEFT = 40;
const RIGHT = 290;
const TOP = 12;
const BOTTOM = 210;
/** Labels that are closer would touch. */
const LABEL_WIDTH = 22;

/** Recalls of one linker by k. */
export interface RecallLine {
  name: string;
  recall: Readonly<Record<string, Share>>;
}

/** Candidate recall by the length of the list, k on a logarithmic axis; the first line is the main one. */
export function recallPlot(lines: readonly RecallLine[]): Markup {
  const series = lines
    .map(({ name, recall }) => ({
      name,
      points: Object.entries(recall).flatMap(([k, value]) =>
        value === null ? [] : [{ k: Number(k), value }],
      ),
    }))
    .filter(({ points }) => points.length > 0);
  const all = series.flatMap(({ points }) => points);
  const most = Math.max(2, ...all.map(({ k }) => k));
  const least = Math.min(...all.map(({ value }) => value));
  // The interesting part is near 1: the axis begins at the tenth below the lowest point.
  const floor = Math.min(0.9, Math.floor(10 * least) / 10);
  const x = linear([0, Math.log(most)], [LEFT + 8, RIGHT]);
  const y = linear([floor, 1], [BOTTOM, TOP]);
  const steps = 1 - floor > 0.5 ? 5 : 10;
  const ticks = Array.from({ length: steps + 1 }, (_, i) => i / steps).filter(
    (share) => share >= floor - 1e-9,
  );
  const labels: Tick[] = [];
  for (const { k } of [...(series[0]?.points ?? [])].reverse()) {
    const place = x(Math.log(k));
    if ((labels.at(-1)?.place ?? WIDTH) - place >= LABEL_WIDTH) labels.push({ place, label: String(k) });
  }
  const drawn = series.map(({ points }, i) => {
    const line = points.map(({ k, value }) => `${x(Math.log(k))},${y(value)}`).join(" ");
    const dots = points.map(
      ({ k, value }) =>
        html`<circle class="${i === 0 ? "dot" : "dot other"}" cx="${x(Math.log(k))}" cy="${y(value)}" r="3"><title>${percent(value)} % at ${k}</title></circle>`,
    );
    return html`<polyline class="${i === 0 ? "line" : "line other"}" points="${line}"/>${dots}`;
  });
  // Reversed, so that the main line lies on top.
  return drawing(
    WIDTH,
    BOTTOM + 26,
    `Candidate recall by k, in percent. ${series.map(({ name, points }) => `${name}: ${points.map(({ k, value }) => `${percent(value)} at ${k}`).join(", ")}`).join(". ")}`,
    html`${rows(
      ticks.map((share) => ({ place: y(share), label: String(Math.round(100 * share)) })),
      LEFT,
      RIGHT + 8,
    )}${columns(labels, BOTTOM)}<text class="tick" x="${LEFT + 6}" y="${at(BOTTOM - 6)}">% with the right entity among the first k</text>${drawn.reverse()}`,
  );
}
