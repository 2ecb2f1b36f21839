import { rmSync } from "node:fs";
import { join } from "node:path";
import { readLines, writeLines } from "../../kb/line-files.js";
import { mergeLines } from "../../kb/merge-lines.js";
import { summed } from "./links.js";
import { Alongside, FileSorter, keyOf } from "./sorted-files.js";

/** Titles that are kept of a title; the strongest. */
const MOST = 10;

/**
 * The titles that each page is linked with, strongest first: those that its paragraphs link to, and those whose paragraphs link to it. The
 * strength of a pair is the number of these paragraphs, times how rare the other one is: the logarithm of all pairs over its own.
 * (Pairs of links to third pages would say more and are ten times as many.)
 *
 * @param pairs sorted lines: title of a page, title of a page that links to it, paragraphs
 * @param folder gets "neighbours": title, JSON of a list of titles
 */
export function strongestNeighbours(pairs: Iterable<string>, folder: string): { pages: number } {
  const linked = join(folder, "linked.run");
  const counts = join(folder, "counts.run");
  const both = join(folder, "both.run");
  const reversed = new FileSorter(folder, "reversed");
  let all = 0;
  function* forward(): Generator<string> {
    for (const line of summed(pairs)) {
      const [target = "", page = "", paragraphs = ""] = line.split("\t");
      if (target === page) continue;
      all += Number(paragraphs);
      reversed.add(`${page}\t${target}\t${paragraphs}`);
      yield line;
    }
  }
  writeLines(linked, forward());
  // First the pairs of each title are counted, then they are handed to the other side with how rare the title is.
  writeLines(both, summed(mergeLines([readLines(linked), reversed.sorted()])));
  writeLines(counts, totals(readLines(both)));
  const byPage = new FileSorter(folder, "strengths");
  const rarity = new Alongside(readLines(counts));
  let title: string | undefined;
  let rare = 0;
  for (const line of readLines(both)) {
    const [own = "", other = "", paragraphs = ""] = line.split("\t");
    if (own !== title) {
      title = own;
      rare = Math.log(all / Number(rarity.take(own)[0] ?? all));
    }
    byPage.add(`${other}\t${own}\t${(Number(paragraphs) * rare).toFixed(4)}`);
  }
  rarity.close();
  const pages = writeLines(join(folder, "neighbours"), strongest(byPage.sorted()));
  for (const path of [linked, counts, both]) rmSync(path);
  return { pages };
}

/** The sum of the last fields of each key. */
function* totals(lines: Iterable<string>): Generator<string> {
  let key: string | undefined;
  let sum = 0;
  for (const line of lines) {
    const own = keyOf(line);
    if (own !== key) {
      if (key !== undefined) yield `${key}\t${sum}`;
      key = own;
      sum = 0;
    }
    sum += Number(line.slice(line.lastIndexOf("\t") + 1));
  }
  if (key !== undefined) yield `${key}\t${sum}`;
}

/** The strongest of each key; ties in the order of titles. */
function* strongest(lines: Iterable<string>): Generator<string> {
  let key: string | undefined;
  let best: { title: string; strength: number }[] = [];
  const told = () => `${key}\t${JSON.stringify(best.map(({ title }) => title))}`;
  for (const line of lines) {
    const [own = "", title = "", text = ""] = line.split("\t");
    if (own !== key) {
      if (key !== undefined) yield told();
      key = own;
      best = [];
    }
    const strength = Number(text);
    if (best.length === MOST && strength <= (best.at(-1)?.strength ?? 0)) continue;
    const at = best.findIndex((one) => one.strength < strength);
    best.splice(at < 0 ? best.length : at, 0, { title, strength });
    if (best.length > MOST) best.pop();
  }
  if (key !== undefined) yield told();
}
