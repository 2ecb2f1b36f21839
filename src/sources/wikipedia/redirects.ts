import { rmSync } from "node:fs";
import { join } from "node:path";
import { readLines, writeLines } from "../../kb/line-files.js";
import { mergeLines } from "../../kb/merge-lines.js";
import { Alongside, behind, FileSorter, groups, keyOf } from "./sorted-files.js";

export interface RedirectSummary {
  redirects: number;
  /** Redirects to redirects. */
  chained: number;
  /** Redirects that lead back to themselves, or to such ones, and so to no page. */
  cyclic: number;
  /** Some of them. */
  examples: string[];
  /** Titles that several pages redirect from; the first in the order of targets is taken. */
  conflicting: number;
}

const EXAMPLES = 5;

/**
 * Follows redirects to the page that they lead to at last, however many lie between: every round takes two steps at once, so that
 * chains of n take log2(n) rounds. When a round brings no redirect to its end, those that are left go in circles.
 *
 * @param redirects sorted lines: title, title that it redirects to
 * @param folder gets "redirects": the same lines with the last target, but for circles
 */
export function resolveRedirects(redirects: Iterable<string>, folder: string): RedirectSummary {
  const file = (name: string) => join(folder, name);
  const summary: RedirectSummary = { redirects: 0, chained: 0, cyclic: 0, examples: [], conflicting: 0 };
  function* distinct(): Generator<string> {
    for (const { lines } of groups(redirects)) {
      yield lines[0] as string;
      if (lines[0] !== lines.at(-1)) summary.conflicting++;
    }
  }
  /** Files of redirects that lead to a page, by rounds. */
  const final: string[] = [];
  let open = file("open-0");
  let left = writeLines(open, distinct());
  summary.redirects = left;
  for (let round = 1; left > 0; round++) {
    const next = { final: file(`final-${round}`), open: file(`open-${round}`) };
    const stillOpen = follow(open, final, next, folder);
    rmSync(open);
    open = next.open;
    final.push(next.final);
    if (round === 1) summary.chained = stillOpen;
    if (stillOpen === left) break;
    left = stillOpen;
  }
  summary.cyclic = left;
  for (const line of readLines(open)) {
    if (summary.examples.length === EXAMPLES) break;
    summary.examples.push(keyOf(line));
  }
  writeLines(file("redirects"), mergeLines(final.map(readLines)));
  for (const path of [open, ...final]) rmSync(path);
  return summary;
}

/**
 * Lets open redirects lead where their targets lead. Those whose targets are no redirects, or final ones, are final then.
 *
 * @param open sorted redirects
 * @param final files of those that are final already
 * @param next files that are written
 * @returns how many are still open
 */
function follow(
  open: string,
  final: readonly string[],
  next: { final: string; open: string },
  folder: string,
): number {
  const byTarget = new FileSorter(folder, "targets");
  for (const line of readLines(open)) byTarget.add(behind(line, 1), keyOf(line));
  const done = new FileSorter(folder, "done");
  const undone = new FileSorter(folder, "undone");
  const finalTargets = new Alongside(mergeLines(final.map(readLines)));
  const openTargets = new Alongside(readLines(open));
  for (const { key: target, lines } of groups(byTarget.sorted())) {
    const [last] = finalTargets.take(target);
    const [further] = openTargets.take(target);
    const isFinal = last !== undefined || further === undefined;
    for (const line of lines) (isFinal ? done : undone).add(behind(line, 1), last ?? further ?? target);
  }
  finalTargets.close();
  openTargets.close();
  writeLines(next.final, done.sorted());
  return writeLines(next.open, undone.sorted());
}
