import { join } from "node:path";
import { expect, it } from "vitest";
import { readLines } from "../../kb/line-files.js";
import { strongestNeighbours } from "./neighbours.js";
import { testFolder } from "./test-folder.contract.js";

it("orders by paragraphs together and rarity, in both directions, and keeps ten", () => {
  const folder = testFolder();
  const often = Array.from({ length: 30 }, (_, i) => `Common\tPage ${String(i).padStart(2, "0")}\t1`);
  const pairs = [...often, "Rare\tPage 00\t1", "Rare\tPage 00\t1", "Rare\tRare\t9"].sort();
  expect(strongestNeighbours(pairs, folder)).toEqual({ pages: 32 });
  const found = new Map(
    [...readLines(join(folder, "neighbours"))].map((line) => {
      const [title = "", list = ""] = line.split("\t");
      return [title, JSON.parse(list) as string[]];
    }),
  );
  expect(found.get("Page 00")).toEqual(["Rare", "Common"]);
  expect(found.get("Rare")).toEqual(["Page 00"]);
  // Page 00 is in more pairs than the others, and so says less.
  expect(found.get("Common")).toEqual(
    Array.from({ length: 10 }, (_, i) => `Page ${String(i + 1).padStart(2, "0")}`),
  );
});
