import type { Confusion } from "../result.js";
import { html, type Markup } from "./html.js";
import { count, counted } from "./numbers.js";
import { drawing } from "./svg.js";

const CELL = 30;
const LEFT = 62;
const TOP = 58;
/** Opacity of the smallest and of the greatest share; text on the strongest has a contrast of 4.5 in light and dark. */
const FAINTEST = 0.12;
const STRONGEST = 0.46;

/**
 * Classes of gold mentions (rows) against classes of the answers (columns). A cell's colour is the stronger the greater its share
 * of the row, and it has the count in it; what is on the diagonal has the right class.
 */
export function heatMap({ classes, counts }: Confusion): Markup {
  const size = classes.length * CELL;
  const cells = classes.map((gold, row) => {
    const line = counts[row] ?? [];
    const sum = line.reduce((total, value) => total + value, 0);
    return classes.map((answered, column) => {
      const value = line[column] ?? 0;
      if (value === 0) return null;
      const [x, y] = [LEFT + column * CELL, TOP + row * CELL];
      const share = value / sum;
      return html`<g class="${row === column ? "cell same" : "cell"}"><title>${gold} answered as ${answered}: ${counted(value, "mention")} of ${count(sum)}</title><rect x="${x + 1}" y="${y + 1}" width="${CELL - 2}" height="${CELL - 2}" fill-opacity="${(FAINTEST + (STRONGEST - FAINTEST) * share).toFixed(2)}"/><text x="${x + CELL / 2}" y="${y + CELL / 2 + 4}" text-anchor="middle">${short(value)}</text></g>`;
    });
  });
  const names = classes.map((name, i) => {
    const middle = i * CELL + CELL / 2;
    return html`<text class="tick" x="${LEFT - 8}" y="${TOP + middle + 4}" text-anchor="end">${name}</text><text class="tick" transform="translate(${LEFT + middle + 4} ${TOP - 8}) rotate(-60)">${name}</text>`;
  });
  const wrong = classes.flatMap((gold, row) =>
    classes.flatMap((answered, column) => {
      const value = counts[row]?.[column] ?? 0;
      return row === column || value === 0 ? [] : [{ words: `${gold} as ${answered} ${value}`, value }];
    }),
  );
  const worst = wrong.sort((a, b) => b.value - a.value).slice(0, 5);
  return drawing(
    LEFT + size + 24,
    TOP + size + 8,
    `Gold classes against classes of the answers. Most often confused: ${worst.map(({ words }) => words).join("; ") || "none"}`,
    html`<rect class="frame" x="${LEFT}" y="${TOP}" width="${size}" height="${size}"/>${names}${cells}`,
  );
}

/** A count that fits into a cell: "12", "1.2k", "34k". */
const short = (value: number): string =>
  value < 1000
    ? String(value)
    : value < 9950
      ? `${(value / 1000).toFixed(1)}k`
      : `${Math.round(value / 1000)}k`;
