import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { ChangingIndex } from "./changing-index.js";
import { ExactIndex } from "./exact-index.js";
import { quantiseRows } from "./quantised-rows.js";
import { entriesOf, sampleOptions, temporaryFolder, writtenFolder } from "./sample-folder.contract.js";
import type { VectorEntry } from "./vector-block.js";
import { VectorFolder } from "./vector-folder.js";
import { VectorFolderWriter } from "./vector-folder-writer.js";
import { bruteForce, clusteredVectors, describeVectorIndex, rowsWithGaps } from "./vector-index.contract.js";

const DIMENSIONS = 8;
const options = sampleOptions(DIMENSIONS);

function opened(path: string, settings: { lasting?: boolean } = {}): ChangingIndex {
  const folder = VectorFolder.open(path);
  const index = ChangingIndex.open(folder, folder.exactIndex(), settings);
  onTestFinished(() => index.close());
  return index;
}

async function written(path: string, entries: readonly VectorEntry[], dimensions = DIMENSIONS) {
  (await writtenFolder(path, entries, { ...sampleOptions(dimensions), shardRows: 400 })).close();
  return opened(path);
}

describeVectorIndex(
  "ChangingIndex without edits",
  (vectors, rows, dimensions) => written(temporaryFolder(), entriesOf(vectors, rows), dimensions),
  { minimumRecall: 1 },
);

describeVectorIndex(
  "ChangingIndex with a third added, a third replaced and others removed",
  async (vectors, rows, dimensions) => {
    const wrong = clusteredVectors(99, vectors.length, dimensions, 2);
    const others = Uint32Array.from(rows, (row) => row + 1).filter((row) => !rows.includes(row));
    const entries = [
      ...entriesOf(
        vectors.map((vector, i) => (i % 3 === 0 ? (wrong[i] as Float32Array) : vector)),
        rows,
      ).filter((_, i) => i % 3 !== 1),
      ...entriesOf(wrong, others).slice(0, others.length),
    ].sort((a, b) => a.row - b.row);
    const index = await written(temporaryFolder(), entries, dimensions);
    for (const row of others) index.remove(row);
    entriesOf(vectors, rows).forEach(({ row, vector, fingerprint }, i) => {
      if (i % 3 !== 2) index.set(row, vector, fingerprint);
    });
    return index;
  },
  { minimumRecall: 1 },
);

type Step =
  | { kind: "set"; row: number; vector: number; fingerprint: number }
  | { kind: "remove"; row: number }
  | { kind: "content"; contentHash: string }
  | { kind: "reopen" }
  | { kind: "compact" };

const row = fc.nat(25);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("set" as const),
      row,
      vector: fc.nat(30),
      fingerprint: fc.maxSafeNat(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("remove" as const), row }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("content" as const), contentHash: fc.string() }) },
  { weight: 1, arbitrary: fc.constant({ kind: "reopen" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "compact" as const }) },
);

const pool = clusteredVectors(1, 31, DIMENSIONS, 4);
const vectorOf = (number: number) => pool[number] as Float32Array;
const [query] = clusteredVectors(2, 1, DIMENSIONS, 1) as [Float32Array];

type Model = Map<number, { vector: number; fingerprint: number }>;

function expectLike(index: ChangingIndex, model: Model): void {
  const sorted = [...model].sort(([a], [b]) => a - b);
  expect(index.size).toBe(model.size);
  expect([...index.rows()].sort((a, b) => a - b)).toEqual(sorted.map(([known]) => known));
  for (let one = 0; one <= 25; one++) {
    expect(index.fingerprintOf(one)).toBe(model.get(one)?.fingerprint);
    expect(index.has(one)).toBe(model.has(one));
  }
  const vectors = sorted.map(([, { vector }]) => vectorOf(vector));
  const rows = Uint32Array.from(sorted, ([known]) => known);
  const odd = (known: number) => known % 2 === 1;
  for (const k of [1, 4, 100]) {
    expect(index.search(query, k)).toEqual(bruteForce(vectors, rows, query, k));
    expect(index.search(query, k, { allowed: odd })).toEqual(bruteForce(vectors, rows, query, k, odd));
  }
}

describe("an index that is edited", () => {
  it("is a map from rows to vectors, whatever is done to it", async () => {
    const initial = fc.uniqueArray(row, { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(initial, fc.array(step, { maxLength: 25 }), async (rows, steps) => {
        const path = temporaryFolder();
        const sorted = Uint32Array.from(rows).sort();
        const entries = entriesOf(pool.slice(0, rows.length), sorted);
        const model: Model = new Map(
          entries.map(({ row: one, fingerprint }, vector) => [one, { vector, fingerprint }]),
        );
        let content = options.contentHash;
        let index = await written(path, entries);
        expectLike(index, model);
        for (const taken of steps) {
          if (taken.kind === "set") {
            index.set(taken.row, vectorOf(taken.vector), taken.fingerprint);
            model.set(taken.row, taken);
          } else if (taken.kind === "remove") {
            index.remove(taken.row);
            model.delete(taken.row);
          } else if (taken.kind === "content") {
            index.recordContent(taken.contentHash);
            content = taken.contentHash;
          } else if (taken.kind === "compact") await index.compact();
          else {
            await index.close();
            index = opened(path);
          }
          expectLike(index, model);
          expect(index.contentHash).toBe(content);
        }
        await index.close();
        expectLike(opened(path), model);
      }),
      { numRuns: 25 },
    );
  });
});

it("keeps edits that are not lasting to itself", async () => {
  const path = temporaryFolder();
  const sample = entriesOf(pool.slice(0, 20), rowsWithGaps(20));
  await written(path, sample);
  const files = readdirSync(path);
  const [one, other] = [opened(path, { lasting: false }), opened(path, { lasting: false })];
  one.set(1, vectorOf(30), 1);
  one.remove(3);
  one.recordContent("edited");
  other.set(1, vectorOf(29), 2);
  expect([one.fingerprintOf(1), one.has(3), one.contentHash]).toEqual([1, false, "edited"]);
  expect(other.fingerprintOf(1)).toBe(2);
  one.flush();
  await expect(one.compact()).rejects.toThrow(RangeError);
  expect(readdirSync(path)).toEqual(files);
  expect([opened(path).has(1), opened(path).has(3)]).toEqual([false, true]);
});

describe("compaction", () => {
  const sample = () => entriesOf(pool.slice(0, 20), rowsWithGaps(20));
  const rowsOf = (index: ChangingIndex) => [...index.rows()].sort((a, b) => a - b);

  it("leaves a folder that needs no journal, and only its files", async () => {
    const path = temporaryFolder();
    const index = await written(path, sample());
    index.set(4, vectorOf(30), 44);
    index.remove(3);
    index.recordContent("edited");
    await Promise.all([index.compact(), index.compact()]);
    expect(index.edits).toEqual({ added: 1, hidden: 1 });
    const again = opened(path);
    expect([again.edits, again.contentHash, again.size]).toEqual([{ added: 0, hidden: 0 }, "edited", 20]);
    expect(again.search(query, 20)).toEqual(index.search(query, 20));
    const files = ["changes.log", "0000.fingerprints", "0000.rows", "0000.scales", "0000.values"];
    expect(readdirSync(path).sort()).toEqual(["manifest.json", ...files.map((name) => `v2-${name}`)].sort());
  });

  it("keeps what is edited meanwhile and afterwards", async () => {
    const path = temporaryFolder();
    const index = await written(path, sample());
    index.remove(10);
    const compaction = index.compact();
    index.remove(17);
    index.set(5, vectorOf(30), 55);
    await compaction;
    index.remove(24);
    index.set(10, vectorOf(29), 1010);
    const expected = rowsOf(index);
    expect(expected.slice(0, 5)).toEqual([3, 5, 10, 31, 38]);
    const again = opened(path);
    expect(rowsOf(again)).toEqual(expected);
    expect(again.search(query, 50)).toEqual(index.search(query, 50));
    await again.close();
    await index.compact();
    expect(rowsOf(opened(path))).toEqual(expected);
  });

  it("that fails leaves everything as it was, with what was edited meanwhile", async () => {
    const path = temporaryFolder();
    const index = await written(path, sample());
    index.remove(10);
    const before = readdirSync(path).sort();
    const values = readFileSync(join(path, "v1-0000.values"));
    truncateSync(join(path, "v1-0000.values"), 5);
    const compaction = index.compact();
    index.remove(17);
    await expect(compaction).rejects.toThrow(expect.objectContaining({ code: "VECTORS_DAMAGED" }));
    expect(readdirSync(path).sort()).toEqual(before);
    writeFileSync(join(path, "v1-0000.values"), values);
    index.remove(24);
    await index.compact();
    await index.close();
    expect(rowsOf(opened(path)).slice(0, 3)).toEqual([3, 31, 38]);
  });

  it("is waited for by closing", async () => {
    const path = temporaryFolder();
    const index = await written(path, sample());
    index.remove(10);
    const compaction = index.compact();
    await index.close();
    await compaction;
    expect(opened(path).edits).toEqual({ added: 0, hidden: 0 });
    await expect(index.compact()).rejects.toThrow(expect.objectContaining({ code: "CLOSED" }));
  });

  it("leaves an unfinished writing of other vectors alone", async () => {
    const path = temporaryFolder();
    const index = await written(path, sample());
    const other = { ...options, model: "sample-2" };
    const writer = VectorFolderWriter.open(path, other);
    await writer.add(sample().slice(0, 10));
    index.remove(3);
    await index.compact();
    await writer.add(sample().slice(10));
    await writer.abandon();
    index.remove(10);
    await index.compact();
    const next = VectorFolderWriter.open(path, other);
    expect(next.size).toBe(16);
    await next.add(sample().slice(16));
    await next.finish();
    expect(rowsOf(opened(path))).toEqual([...rowsWithGaps(20)]);
  });
});

describe("ChangingIndex", () => {
  it("refuses a base of other vectors", async () => {
    const path = temporaryFolder();
    const folder = await writtenFolder(path, entriesOf(pool.slice(0, 5), rowsWithGaps(5)), options);
    for (const [count, dimensions] of [
      [4, DIMENSIONS],
      [5, 7],
    ] as const) {
      const base = new ExactIndex(quantiseRows(clusteredVectors(3, count, dimensions, 1), dimensions));
      expect(() => ChangingIndex.open(folder, base)).toThrow(
        expect.objectContaining({ code: "VECTORS_MISMATCH" }),
      );
    }
  });

  it("finds as many as are asked for, however many of the nearest were removed", async () => {
    const vectors = clusteredVectors(4, 300, DIMENSIONS, 1, 0.5);
    const rows = rowsWithGaps(300);
    const index = await written(temporaryFolder(), entriesOf(vectors, rows));
    for (const { row: near } of index.search(query, 200)) index.remove(near);
    const left = index.search(query, 5);
    expect(left).toEqual(bruteForce(vectors, rows, query, 205).slice(200));
    expect(index.edits).toEqual({ added: 0, hidden: 200 });
  });

  it("refuses vectors that do not fit, and edits of a folder that was written anew", async () => {
    const path = temporaryFolder();
    const entries = entriesOf(pool.slice(0, 5), rowsWithGaps(5));
    const index = await written(path, entries);
    expect(() => index.set(1, new Float32Array(7), 1)).toThrow(
      "The vector of row 1 should have 8 dimensions",
    );
    expect(() => index.set(-1, vectorOf(0), 1)).toThrow(RangeError);
    index.remove(4);
    expect(existsSync(join(path, "v1-changes.log"))).toBe(false);
    (await writtenFolder(path, entries, options)).close();
    expect(() => index.remove(3)).toThrow("it was written anew since it was opened");
    expect(index.size).toBe(5);
    await expect(index.compact()).rejects.toThrow("it was written anew since it was opened");
  });

  it("does not answer and is not edited once it is closed", async () => {
    const index = await written(temporaryFolder(), entriesOf(pool.slice(0, 5), rowsWithGaps(5)));
    index.remove(3);
    index.flush();
    await index.close();
    const closed = expect.objectContaining({ code: "CLOSED" });
    expect(() => index.search(query, 1)).toThrow(closed);
    expect(() => index.set(3, vectorOf(1), 1)).toThrow(closed);
  });
});
