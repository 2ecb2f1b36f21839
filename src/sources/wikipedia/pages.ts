import { join } from "node:path";
import { readLines, writeLines } from "../../kb/line-files.js";
import { summed } from "./links.js";
import { PairWriter } from "./pair-files.js";
import { groups } from "./sorted-files.js";
import { dayOf } from "./split.js";

export interface PagesSummary {
  pages: number;
  /** Pages whose title another one had; the newest is taken. */
  duplicates: number;
  /** Pages by the day of their last change, oldest first. */
  days: [string, number][];
}

/**
 * One line for each page, the titles alone, and the ids. The number of a page is its place among the titles.
 *
 * @param pages sorted lines, see `PIECE_FILES.pages`
 * @param folder gets "pages", "titles" and "ids": pairs of the id that the wiki gave a page, and its number
 */
export function collectPages(pages: Iterable<string>, folder: string): PagesSummary {
  const days = new Map<string, number>();
  let [number, duplicates] = [0, 0];
  const ids = new PairWriter(join(folder, "ids"));
  function* distinct(): Generator<string> {
    for (const { lines } of groups(pages)) {
      duplicates += lines.length - 1;
      // The links of the others were counted too.
      for (const id of new Set(lines.map(idOf))) ids.add(id, number);
      number++;
      const newest = lines.reduce((best, line) => (timeOf(line) > timeOf(best) ? line : best));
      const day = dayOf(timeOf(newest));
      days.set(day, (days.get(day) ?? 0) + 1);
      yield newest;
    }
  }
  const file = join(folder, "pages");
  try {
    writeLines(file, distinct());
  } finally {
    ids.close();
  }
  function* titles(): Generator<string> {
    for (const line of readLines(file)) yield line.slice(0, line.indexOf("\t"));
  }
  writeLines(join(folder, "titles"), titles());
  return { pages: number, duplicates, days: [...days].sort() };
}

const idOf = (line: string): number => Number(line.split("\t", 2)[1]);
const timeOf = (line: string): string => line.split("\t", 3)[2] ?? "";

/** Which categories are types: those of at least `least` pages, the `most` largest of them. */
export interface CategoryLimits {
  least: number;
  most: number;
}

/**
 * The categories that have enough pages to say something about a page that one did not know, largest first. A KB counts its types in
 * memory, and half of Wikipedia's categories have fewer pages than can be learned from.
 *
 * @param categories sorted lines: category, pages
 */
export function frequentCategories(
  categories: Iterable<string>,
  { least, most }: CategoryLimits,
): { all: number; frequent: string[] } {
  let all = 0;
  let found: { name: string; pages: number }[] = [];
  const cut = () => {
    found.sort((a, b) => b.pages - a.pages || (a.name < b.name ? -1 : 1));
    found = found.slice(0, most);
  };
  for (const line of summed(categories)) {
    const [name = "", pages = ""] = line.split("\t");
    all++;
    if (Number(pages) < least) continue;
    found.push({ name, pages: Number(pages) });
    if (found.length >= 2 * most) cut();
  }
  cut();
  return { all, frequent: found.map(({ name }) => name) };
}
