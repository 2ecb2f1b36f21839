import { rmSync } from "node:fs";
import { join } from "node:path";
import { readLines, writeLines } from "../../kb/line-files.js";
import { mergeLines } from "../../kb/merge-lines.js";
import { Alongside, FileSorter, keyOf } from "./sorted-files.js";

/**
 * Lets every line lead to the page that its title is redirected to. The lines of all other titles stay where they are: only those of
 * redirects are sorted again.
 *
 * @param lines sorted, with a title as their first field
 * @param redirects sorted: title, last target
 * @param folder for temporary files; `name` names them
 * @returns the lines, sorted by the titles of pages
 */
export function* followRedirects(
  lines: Iterable<string>,
  redirects: Iterable<string>,
  folder: string,
  name: string,
): Generator<string> {
  const moved = new FileSorter(folder, `${name}-moved`);
  const kept = join(folder, `${name}-kept.run`);
  function* unmoved(): Generator<string> {
    const targets = new Alongside(redirects);
    let title: string | undefined;
    let target: string | undefined;
    for (const line of lines) {
      const key = keyOf(line);
      if (key !== title) {
        title = key;
        [target] = targets.take(key);
      }
      if (target === undefined) yield line;
      else moved.add(target + line.slice(key.length));
    }
    targets.close();
  }
  writeLines(kept, unmoved());
  yield* mergeLines([readLines(kept), moved.sorted()]);
  rmSync(kept);
}

/**
 * Adds up the last field of lines whose other fields are the same.
 *
 * @param lines sorted
 */
export function* summed(lines: Iterable<string>): Generator<string> {
  let held: string | undefined;
  let sum = 0;
  for (const line of lines) {
    const end = line.lastIndexOf("\t");
    const rest = line.slice(0, end);
    if (rest === held) sum += Number(line.slice(end + 1));
    else {
      if (held !== undefined) yield `${held}\t${sum}`;
      held = rest;
      sum = Number(line.slice(end + 1));
    }
  }
  if (held !== undefined) yield `${held}\t${sum}`;
}

/**
 * The lines whose title has a page.
 *
 * @param titles sorted, those of all pages
 * @param missing told how many lines lead nowhere
 */
export function* onlyPages(
  lines: Iterable<string>,
  titles: Iterable<string>,
  missing: (line: string) => void,
): Generator<string> {
  const pages = new Alongside(titles);
  let title: string | undefined;
  let isPage = false;
  for (const line of lines) {
    const key = keyOf(line);
    if (key !== title) {
      title = key;
      isPage = pages.take(key).length > 0;
    }
    if (isPage) yield line;
    else missing(line);
  }
  pages.close();
}
