import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type PairCursor, PairWriter, readPairs } from "./pair-files.js";
import { PairSorter } from "./pair-sorter.js";
import { testFolder } from "./test-folder.contract.js";

const number = fc.oneof(fc.nat(3), fc.nat(), fc.integer({ min: 2 ** 31, max: 2 ** 32 - 1 }));
const pairs = fc.array(fc.tuple(number, number), { maxLength: 60 });

function all(cursor: PairCursor): [number, number][] {
  const found: [number, number][] = [];
  while (cursor.next()) found.push([cursor.first, cursor.second]);
  expect(cursor.next()).toBe(false);
  cursor.close();
  return found;
}

it("sorts by the first and then by the second, in memory and in runs, and leaves no file", () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 70 }), (given, runLength) => {
      const folder = testFolder();
      const sorter = new PairSorter(folder, "test", runLength);
      for (const [first, second] of given) sorter.add(first, second);
      expect(all(sorter.sorted())).toEqual(given.toSorted(([a, b], [c, d]) => a - c || b - d));
      expect(readdirSync(folder)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

it("merges runs where they are more than may be open at once", () => {
  const folder = testFolder();
  const sorter = new PairSorter(folder, "test", 2);
  const given = Array.from({ length: 1200 }, (_, i): [number, number] => [(i * 7919) % 1000, i % 13]);
  for (const [first, second] of given) sorter.add(first, second);
  expect(readdirSync(folder).length).toBeLessThan(130);
  expect(all(sorter.sorted())).toEqual(given.toSorted(([a, b], [c, d]) => a - c || b - d));
  expect(readdirSync(folder)).toEqual([]);
});

it("gives back a file of pairs as they were written", () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const path = join(testFolder(), "pairs");
      const writer = new PairWriter(path);
      for (const [first, second] of given) writer.add(first, second);
      writer.close();
      expect(all(readPairs(path))).toEqual(given);
    }),
    { numRuns: 40 },
  );
});
