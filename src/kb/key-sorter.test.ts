import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { CountSorter } from "./count-sorter.js";
import { KeySorter } from "./key-sorter.js";
import { spillFiles } from "./spill-files.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

const key = fc.oneof(
  fc.constantFrom("a", "ab", "b", "Q10", "Q9"),
  fc.string({ unit: "grapheme", minLength: 1 }),
);
const byKey = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0);

describe("KeySorter", () => {
  it("groups the entities of each key, in memory and in runs", () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (keys, runLength) => {
        const sorter = new KeySorter(spillFiles(folder, "keys"), runLength);
        const wanted = new Map<string, number[]>();
        for (const [index, one] of keys.entries()) {
          sorter.add(one, index);
          wanted.set(one, [...(wanted.get(one) ?? []), index]);
        }
        const isBroken = ([one]: [string, unknown]) => /[\n\0]/.test(one);
        const sorted = [...wanted].sort(byKey);
        expect([...sorter.sorted()]).toEqual([
          ...sorted.filter((one) => !isBroken(one)),
          ...sorted.filter(isBroken),
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps the order of entities beyond nine", () => {
    const sorter = new KeySorter();
    for (let i = 0; i < 12; i++) sorter.add("x", i);
    sorter.add("a line\nbreak", 12);
    expect([...sorter.sorted()]).toEqual([
      ["x", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
      ["a line\nbreak", [12]],
    ]);
  });
});

it("CountSorter counts what does not fit into memory as it counts the rest", () => {
  const word = fc.oneof(fc.constantFrom("a", "ab", "b"), fc.string({ minLength: 1 }));
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 1, max: 30 }), (words, most) => {
      const sorter = new CountSorter(spillFiles(folder, "counts"), most);
      const wanted = new Map<string, number>();
      for (const one of words) {
        sorter.add(one);
        wanted.set(one, (wanted.get(one) ?? 0) + 1);
      }
      expect([...sorter.sorted()]).toEqual([...wanted].sort(byKey));
    }),
    { numRuns: 100 },
  );
});
