import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../world/data.js";

/**
 * Puts what a command measured into docs/types.md, between its marks `<!-- COMMAND -->` and `<!-- end -->`.
 *
 * @param command as the mark has it
 */
export function writeMeasured(command: string, measured: string): void {
  const path = join(root, "docs/types.md");
  const text = readFileSync(path, "utf8");
  const mark = `<!-- ${command} -->\n`;
  const begin = text.indexOf(mark);
  const end = text.indexOf("<!-- end -->", begin);
  if (begin === -1 || end === -1) throw new Error(`docs/types.md has no marks of ${command}`);
  const before = text.slice(0, begin + mark.length);
  writeFileSync(path, `${before}\n${measured.trim()}\n\n${text.slice(end)}`);
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/**
 * A Markdown table.
 *
 * @param numbers how many of the last columns stand right
 */
export const measuredTable = (
  head: readonly string[],
  numbers: number,
  rows: readonly (readonly string[])[],
): string =>
  [head, head.map((_, i) => (i < head.length - numbers ? "---" : "---:")), ...rows].map(line).join("\n");

/** A share as a percentage with one digit; "–" where there is none. */
export const percent = (share: number): string => (Number.isNaN(share) ? "–" : (100 * share).toFixed(1));
