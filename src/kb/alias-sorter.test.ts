import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { normaliseAlias } from "../text/normalise.js";
import { AliasSorter, type SortedAlias } from "./alias-sorter.js";
import { mergePostings, type Posting, type Tier } from "./postings.js";
import { spillFiles } from "./spill-files.js";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "namesake-sorter-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

interface Added extends Posting {
  key: string;
}

/** Words of which some begin others, and letters that sort differently in UTF-8 and UTF-16. */
const word = fc.constantFrom("new", "newt", "york", "a", "ab", "2.0", "+", "é", "東", "﨎", "😀");
const key = fc
  .array(word, { minLength: 1, maxLength: 4 })
  .map((words) => normaliseAlias(words.join(" ")))
  .filter((joined) => joined !== "");
const added: fc.Arbitrary<Added> = fc.record({
  key,
  index: fc.nat({ max: 12 }),
  count: fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e9, noNaN: true })),
  casing: fc.integer({ min: 1, max: 15 }),
  tier: fc.constantFrom<Tier>("name", "alias"),
});

const beginnings = (of: string): string[] => {
  const words = of.split(" ");
  return words.slice(1).map((_, i) => words.slice(0, i + 1).join(" "));
};

function naive(all: readonly Added[]): Map<string, Omit<SortedAlias, "key">> {
  const keys = new Set(all.flatMap((one) => [one.key, ...beginnings(one.key)]));
  return new Map(
    [...keys].map((name) => [
      name,
      {
        postings: mergePostings(
          all.filter((one) => one.key === name).map(({ key: _key, ...posting }) => posting),
        ),
        longer: [...keys].some((other) => other.startsWith(`${name} `)),
      },
    ]),
  );
}

const byIndex = ({ postings, longer }: Omit<SortedAlias, "key">) => ({
  longer,
  // Sums of counts depend on the order of adding in their last bit.
  postings: [...postings]
    .sort((a, b) => a.index - b.index)
    .map((posting) => ({ ...posting, count: Math.fround(posting.count) })),
});

it("gives each alias once, with all beginnings, as sorting in memory would, however often it spills", () => {
  const path = folder();
  let spilled = 0;
  fc.assert(
    fc.property(fc.array(added, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (all, runLength) => {
      const expected = naive(all);
      for (const spill of [undefined, spillFiles(path, "aliases")]) {
        const sorter = new AliasSorter(spill, runLength);
        for (const { key, index, count, casing, tier } of all) sorter.add(key, index, count, casing, tier);
        const sorted = [...sorter.sorted()];
        expect(sorted.map((alias) => alias.key).sort()).toEqual([...expected.keys()].sort());
        for (const alias of sorted) {
          const { postings, longer } = expected.get(alias.key) ?? { postings: [], longer: false };
          expect(byIndex(alias)).toEqual(byIndex({ postings, longer }));
        }
      }
      spilled = Math.max(spilled, readdirSync(path).length);
    }),
    { numRuns: 200 },
  );
  expect(spilled).toBeGreaterThan(5);
});

it("has all that begins with an alias directly behind it", () => {
  const sorter = new AliasSorter();
  for (const name of ["newark", "new york zoo", "new york", "newer", "new york city hall", "old", "new"])
    sorter.add(name, 0, 1, 1, "name");
  expect([...sorter.sorted()].map(({ key, longer, postings }) => [key, longer, postings.length])).toEqual([
    ["new", true, 1],
    ["new york", true, 1],
    ["new york city", true, 0],
    ["new york city hall", false, 1],
    ["new york zoo", false, 1],
    ["newark", false, 1],
    ["newer", false, 1],
    ["old", false, 1],
  ]);
});

it("reads back runs of many blocks, with letters cut by the block's end", () => {
  const sorter = new AliasSorter(spillFiles(folder(), "aliases"), 30_000);
  const name = (i: number) => `${"東京é".repeat(6)} ${String(i).padStart(6, "0")}`;
  const length = 70_000;
  for (let i = 0; i < length; i++) sorter.add(name((i * 7919) % length), i, i, 1, "alias");
  const keys = [...sorter.sorted()].map((alias) => alias.key);
  expect(keys).toHaveLength(length + 1);
  for (let i = 0; i < length; i++) if (keys[i + 1] !== name(i)) expect(keys[i + 1]).toBe(name(i));
});
