import { NONE } from "../eval/report/numbers.js";
import { type paint, printable } from "./terminal.js";

export type Paint = ReturnType<typeof paint>;

/** Columns of a terminal that a table keeps to, as long as names have this much of it. */
const WIDTH = 100;
const LEAST_NAME = 8;
const GAP = "  ";

export interface Row {
  name: string;
  cells: readonly string[];
  /** Less important than the others. */
  beside?: boolean;
}

/** A name on one line, which cannot steer the terminal: what data calls things would else make lines of its own. */
export const nameOnLine = (name: string): string => printable(name).replace(/\s+/g, " ");

const longest = (lengths: readonly number[]): number =>
  lengths.reduce((most, length) => Math.max(most, length), 0);

/** A text in at most `width` characters: its middle goes, since names tend to differ at their ends. */
function clipMiddle(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  const tail = Math.floor(width / 2);
  return `${characters.slice(0, width - 1 - tail).join("")}…${characters.slice(-tail).join("")}`;
}

/** Aligned columns under their heads, names to the left and numbers to the right; columns without a number are left out. */
export function table(title: string, head: readonly string[], rows: readonly Row[], color: Paint): string {
  const columns = head.flatMap((_, i) => (rows.some(({ cells }) => (cells[i] ?? NONE) !== NONE) ? [i] : []));
  const widths = head.map((name, i) =>
    longest([name.length, ...rows.map(({ cells }) => cells[i]?.length ?? 0)]),
  );
  const taken = columns.reduce((sum, i) => sum + GAP.length + (widths[i] ?? 0), 0);
  const names = rows.map(({ name }) => clipMiddle(nameOnLine(name), Math.max(LEAST_NAME, WIDTH - taken)));
  const width = longest([title.length, ...names.map((name) => name.length)]);
  const line = (name: string, cells: readonly string[]) =>
    [name.padEnd(width), ...columns.map((i) => (cells[i] ?? "").padStart(widths[i] ?? 0))]
      .join(GAP)
      .trimEnd();
  const lines = rows.map(({ cells, beside }, i) => {
    const text = line(names[i] ?? "", cells);
    return beside === true ? color("dim", text) : text;
  });
  return `${[color("dim", line(title, head)), ...lines].join("\n")}\n`;
}
