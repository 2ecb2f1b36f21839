import { stat } from "node:fs/promises";
import { jsonLines } from "./json-lines.js";

/**
 * The lines of a file of corrections that were replaced: it grows by a line each time that a document is corrected, and the last one of an
 * id counts. Nothing is read of other files but their beginning.
 *
 * @returns their numbers, from 1
 */
export async function replacedLines(path: string): Promise<ReadonlySet<number>> {
  const replaced = new Set<number>();
  // Pipes can be read only once.
  if (path === "-" || !(await stat(path).catch(() => undefined))?.isFile()) return replaced;
  const last = new Map<unknown, number>();
  for await (const { number, value } of jsonLines(path, { problem: () => {} })) {
    if (value["corrected"] === undefined) break;
    const before = last.get(value["id"]);
    if (before !== undefined) replaced.add(before);
    last.set(value["id"], number);
  }
  return replaced;
}
