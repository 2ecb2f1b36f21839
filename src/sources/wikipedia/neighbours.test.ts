import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readLines, writeLines } from "../../kb/line-files.js";
import { strongestNeighbours } from "./neighbours.js";
import { PairSorter } from "./pair-sorter.js";
import { testFolder } from "./test-folder.contract.js";

/** The neighbours of pages, by titles; each link is a paragraph of the first page that links to the second. */
function neighboursOf(
  titles: readonly string[],
  links: readonly (readonly [number, number])[],
): Map<string, string[]> {
  const folder = testFolder();
  const path = join(folder, "titles");
  writeLines(path, titles);
  const idOf = (number: number) => 1000 - 7 * number;
  const ids = new PairSorter(folder, "ids");
  for (const number of titles.keys()) ids.add(idOf(number), number);
  const sorted = new PairSorter(folder, "links", 5);
  for (const [page, target] of links) sorted.add(idOf(page), target);
  strongestNeighbours({ titles: path, ids: ids.sorted(), links: sorted.sorted() }, folder);
  return new Map(
    [...readLines(join(folder, "neighbours"))].map((line) => {
      const [title = "", list = ""] = line.split("\t");
      return [title, JSON.parse(list) as string[]];
    }),
  );
}

it("orders by paragraphs together and rarity, in both directions, and keeps ten", () => {
  const pages = Array.from({ length: 30 }, (_, i) => `Page ${String(i).padStart(2, "0")}`);
  const titles = ["Common", ...pages, "Rare"];
  const [common, first, rare] = [0, 1, 31];
  const often = pages.map((_, i): [number, number] => [i + 1, common]);
  const found = neighboursOf(titles, [...often, [first, rare], [first, rare], [rare, rare]]);
  expect(found.size).toBe(32);
  expect(found.get("Page 00")).toEqual(["Rare", "Common"]);
  expect(found.get("Rare")).toEqual(["Page 00"]);
  // Page 00 is in more pairs than the others, and so says less.
  expect(found.get("Common")).toEqual(pages.slice(1, 11));
});

it("comes to what counting in memory comes to", () => {
  const page = fc.nat(7);
  const titles = ["a", "b", "c", "d", "e", "f", "g", "h"];
  fc.assert(
    fc.property(fc.array(fc.tuple(page, page), { maxLength: 40 }), (links) => {
      const real = links.filter(([from, to]) => from !== to);
      const both = real.flatMap(([from, to]) => [
        [from, to],
        [to, from],
      ]);
      const pairsOf = (one: number) => both.filter(([own]) => own === one);
      const wanted = titles.flatMap((title, own): [string, string[]][] => {
        const others = [...new Set(pairsOf(own).map(([, other]) => other as number))].sort((a, b) => a - b);
        const strength = (other: number) =>
          pairsOf(own).filter(([, one]) => one === other).length *
          Math.log(real.length / pairsOf(other).length);
        const names = others
          .toSorted((a, b) => strength(b) - strength(a))
          .map((other) => titles[other] as string);
        return names.length === 0 ? [] : [[title, names]];
      });
      expect([...neighboursOf(titles, links)]).toEqual(wanted);
    }),
    { numRuns: 60 },
  );
});
