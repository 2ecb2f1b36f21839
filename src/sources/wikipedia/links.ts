import { rmSync } from "node:fs";
import { join } from "node:path";
import { readLines, writeLines } from "../../kb/line-files.js";
import { mergeLines } from "../../kb/merge-lines.js";
import { Alongside, behind, FileSorter, keyOf } from "./sorted-files.js";

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
      else moved.add(target, behind(line, 1));
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

/** A line whose title has a page, and the number of that page. */
export interface PageLine {
  page: number;
  line: string;
}

/**
 * The lines whose title has a page.
 *
 * @param titles sorted, those of all pages: the place of a title is the number of its page
 * @param missing told how many lines lead nowhere
 */
export function* onlyPages(
  lines: Iterable<string>,
  titles: Iterable<string>,
  missing: (line: string) => void,
): Generator<PageLine> {
  const pages = titles[Symbol.iterator]();
  try {
    let next = pages.next();
    let page = 0;
    for (const line of lines) {
      const key = keyOf(line);
      for (; next.done !== true && next.value < key; next = pages.next()) page++;
      if (next.done !== true && next.value === key) yield { page, line };
      else missing(line);
    }
  } finally {
    pages.return?.();
  }
}

/** What pages link to a page and how, see `PIECE_FILES.targets`. */
export interface Linked {
  title: string;
  page: number;
  /** Links by their anchors. */
  anchors: Map<string, number>;
}

/**
 * Adds up what the pieces know of each page that is linked to.
 *
 * @param lines sorted, see `PIECE_FILES.targets`
 * @param paragraph told of each paragraph that links to a page: the id of its own page
 */
export function* linksOfPages(
  lines: Iterable<PageLine>,
  paragraph: (id: number, page: number) => void,
): Generator<Linked> {
  let held: Linked | undefined;
  for (const { page, line } of lines) {
    const [title = "", ids = "", ...anchors] = line.split("\t");
    if (held?.page !== page) {
      if (held !== undefined) yield held;
      held = { title, page, anchors: new Map() };
    }
    if (ids !== "") for (const id of ids.split(" ")) paragraph(Number(id), page);
    for (let i = 0; i < anchors.length; i += 2) {
      const anchor = anchors[i] as string;
      held.anchors.set(anchor, (held.anchors.get(anchor) ?? 0) + Number(anchors[i + 1]));
    }
  }
  if (held !== undefined) yield held;
}

/** Links of a line of `PIECE_FILES.targets`. */
export function linksOfLine(line: string): number {
  const [, , ...anchors] = line.split("\t");
  return anchors.reduce((sum, count, i) => (i % 2 === 1 ? sum + Number(count) : sum), 0);
}
