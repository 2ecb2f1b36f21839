import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Pruned, type PruneLimits, pruned } from "./prune.js";
import type { EntityRecord } from "./record.js";
import { spillFiles } from "./spill-files.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-prune-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function prune(records: readonly EntityRecord[], limits: PruneLimits, onDisk = false) {
  const found: Pruned = { entities: 0, aliases: 0 };
  const left: EntityRecord[] = [];
  const spill = onDisk ? (name: string) => spillFiles(folder, name) : undefined;
  for await (const record of pruned(records, limits, found, { spill })) left.push(record);
  return { left, found };
}

const RECORDS: EntityRecord[] = [
  { id: "1", name: "Paris", aliases: [{ text: "City of Light", count: 30 }], count: 900 },
  { id: "2", name: "Paris, Texas", aliases: [{ text: "Paris", count: 5 }, "Texan Paris"], count: 9 },
  { id: "3", name: "Paris Hilton", aliases: [{ text: "Paris", count: 95 }], count: 100 },
  { id: "4", name: "Paris" },
];

describe("pruned", () => {
  it("leaves all as it is where nothing is asked for", async () => {
    const { left, found } = await prune(RECORDS, {});
    expect(left).toEqual(RECORDS);
    expect(found).toEqual({ entities: 0, aliases: 0 });
  });

  it("leaves out entities below a count", async () => {
    const { left, found } = await prune(RECORDS, { minCount: 100 });
    expect(left.map(({ id }) => id)).toEqual(["1", "3"]);
    expect(found.entities).toBe(2);
  });

  it("leaves out aliases below a share of their name, but no name", async () => {
    const { left, found } = await prune(RECORDS, { minShare: 0.05 });
    expect(left.map(({ aliases }) => aliases)).toEqual([
      RECORDS[0]?.aliases,
      ["Texan Paris"],
      RECORDS[2]?.aliases,
      undefined,
    ]);
    expect(found).toEqual({ entities: 0, aliases: 1 });
  });

  it("counts shares among those that are left", async () => {
    const { left } = await prune(RECORDS.slice(1), { minCount: 5, minShare: 0.06 });
    expect(left.map(({ aliases }) => aliases?.length)).toEqual([1, 1]);
  });

  it("leaves the same out whether it holds all in memory or on the disk", async () => {
    const record = fc.record({
      name: fc.constantFrom("a", "b", "c d"),
      aliases: fc.array(fc.record({ text: fc.constantFrom("a", "B", "c d", "e\nf"), count: fc.nat(20) }), {
        maxLength: 3,
      }),
      count: fc.nat(50),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (parts, minShare) => {
          const records = parts.map((part, i) => ({ id: String(i), ...part }));
          const inMemory = await prune(records, { minShare, minCount: 3 });
          expect(await prune(records, { minShare, minCount: 3 }, true)).toEqual(inMemory);
          expect(inMemory.left.length + inMemory.found.entities).toBe(records.length);
          const aliases = (all: readonly EntityRecord[]) =>
            all.reduce((sum, { aliases = [] }) => sum + aliases.length, 0);
          const kept = records.filter(({ count }) => count >= 3);
          expect(aliases(inMemory.left) + inMemory.found.aliases).toBe(aliases(kept));
        },
      ),
      { numRuns: 60 },
    );
  });
});
