import { join } from "node:path";
import { LineWriter } from "../../kb/line-files.js";
import type { PairCursor } from "./pair-files.js";
import { PairSorter } from "./pair-sorter.js";
import { TitleTable } from "./title-table.js";

/** Titles that are kept of a title; the strongest. */
const MOST = 10;

/** Pages by numbers, which are their places among the sorted titles. */
export interface NumberedPages {
  /** File of the titles. */
  titles: string;
  /** For each page: the id that the wiki has given it, and its number. In the order of ids. */
  ids: PairCursor;
  /** For each paragraph that links to a page: the id of the page that the paragraph is of, and the number of the one that it links to. In the order of ids. */
  links: PairCursor;
}

/**
 * The titles that each page is linked with, strongest first: those that its paragraphs link to, and those whose paragraphs link to it. The
 * strength of a pair is the number of these paragraphs, times how rare the other one is: the logarithm of all pairs over its own.
 * (Pairs of links to third pages would say more and are ten times as many.) Memory: four bytes a page.
 *
 * @param folder gets "neighbours": title, JSON of a list of titles
 */
export function strongestNeighbours(pages: NumberedPages, folder: string): { pages: number } {
  const titles = new TitleTable(pages.titles);
  try {
    const pairs = new PairSorter(folder, "linked");
    const counts = new Uint32Array(titles.size);
    const all = countPairs(pages, pairs, counts);
    const rarity = Float64Array.from(counts, (count) => Math.log(all / count));
    return { pages: writeStrongest(pairs.sorted(), rarity, titles, join(folder, "neighbours")) };
  } finally {
    titles.close();
  }
}

/**
 * Hands each link to both of its pages.
 *
 * @param counts gets the pairs of each page
 * @returns links
 */
function countPairs({ ids, links }: NumberedPages, pairs: PairSorter, counts: Uint32Array): number {
  let all = 0;
  let isPage = ids.next();
  while (links.next()) {
    while (isPage && ids.first < links.first) isPage = ids.next();
    if (!isPage || ids.first !== links.first)
      throw new Error(`expected the page with id ${links.first} among the pages, found none`);
    const [page, target] = [ids.second, links.second];
    if (page === target) continue;
    all++;
    pairs.add(target, page);
    pairs.add(page, target);
    for (const one of [page, target]) counts[one] = (counts[one] as number) + 1;
  }
  ids.close();
  links.close();
  return all;
}

function writeStrongest(pairs: PairCursor, rarity: Float64Array, titles: TitleTable, path: string): number {
  const writer = new LineWriter(path);
  const best = new Strongest();
  const write = (page: number) => {
    const others = best.take().map((other) => titles.get(other));
    writer.add(`${titles.get(page)}\t${JSON.stringify(others)}`);
  };
  try {
    let isPair = pairs.next();
    while (isPair) {
      const { first: page } = pairs;
      while (isPair && pairs.first === page) {
        const { second: other } = pairs;
        let paragraphs = 0;
        for (; isPair && pairs.first === page && pairs.second === other; isPair = pairs.next()) paragraphs++;
        best.add(other, paragraphs * (rarity[other] as number));
      }
      write(page);
    }
  } finally {
    writer.close();
    pairs.close();
  }
  return writer.lines;
}

/** The strongest of what is added; ties stay in the order in which they came. */
class Strongest {
  private best: { number: number; strength: number }[] = [];

  add(number: number, strength: number): void {
    const { best } = this;
    if (best.length === MOST && strength <= (best.at(-1)?.strength ?? 0)) return;
    const at = best.findIndex((one) => one.strength < strength);
    best.splice(at < 0 ? best.length : at, 0, { number, strength });
    if (best.length > MOST) best.pop();
  }

  /** What is held, strongest first; it is forgotten. */
  take(): number[] {
    const numbers = this.best.map(({ number }) => number);
    this.best = [];
    return numbers;
  }
}
