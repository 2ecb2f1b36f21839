import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { readLines, writeLines } from "./line-files.js";
import { LineSorter } from "./line-sorter.js";
import { mergeLines } from "./merge-lines.js";
import { spillFiles } from "./spill-files.js";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "namesake-lines-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const line = fc.constantFrom("", "a", "a\tb", "ab", "b", "é", "東", "﨎", "😀");

it("merges as sorting all together does", () => {
  fc.assert(
    fc.property(fc.array(fc.array(line)), (sources) => {
      const sorted = sources.map((source) => [...source].sort());
      expect([...mergeLines(sorted)]).toEqual(sources.flat().sort());
    }),
  );
});

it("ends its sources when it is left early", () => {
  let ended = 0;
  function* source() {
    try {
      yield* ["a", "b", "c"];
    } finally {
      ended++;
    }
  }
  for (const first of mergeLines([source(), source()])) if (first === "a") break;
  expect(ended).toBe(2);
});

it("sorts more runs than are merged at once, and leaves no more files than that", () => {
  const path = folder();
  const sorter = new LineSorter(spillFiles(path, "many"), 1);
  const all = Array.from({ length: 5000 }, (_, i) => String((i * 7919) % 5003));
  for (const one of all) sorter.add(one);
  expect([...sorter.sorted()]).toEqual([...all].sort());
  // 5,000 runs: 1 of 4,096, 14 of 64 and 8 of 1.
  expect(readdirSync(path)).toHaveLength(23);
});

it("reads the lines that were written, across the borders of blocks", () => {
  const path = join(folder(), "lines");
  const lines = Array.from({ length: 30_000 }, (_, i) => `${"東😀".repeat(i % 20)}${i}`);
  expect(writeLines(path, lines)).toBe(30_000);
  expect([...readLines(path)]).toEqual(lines);
});
