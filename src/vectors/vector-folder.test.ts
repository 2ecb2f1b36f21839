import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dotRow, quantiseRows } from "./quantised-rows.js";
import {
  entriesOf,
  openedFolder,
  sampleOptions,
  temporaryFolder,
  writtenFolder,
} from "./sample-folder.contract.js";
import { blockOf, sliceBlock, type VectorBlock, type VectorEntry } from "./vector-block.js";
import { VectorFolder } from "./vector-folder.js";
import { VectorFolderWriter } from "./vector-folder-writer.js";
import { clusteredVectors, describeVectorIndex, rowsWithGaps } from "./vector-index.contract.js";

describeVectorIndex(
  "the exact index of a folder",
  async (vectors, rows, dimensions) => {
    const path = temporaryFolder();
    const options = { ...sampleOptions(dimensions), shardRows: 400 };
    return (await writtenFolder(path, entriesOf(vectors, rows), options)).exactIndex();
  },
  { minimumRecall: 1 },
);

const DIMENSIONS = 6;
const options = sampleOptions(DIMENSIONS);

const entry = fc.record({
  row: fc.oneof(fc.nat(60), fc.constant(2 ** 32 - 1)),
  fingerprint: fc.maxSafeNat(),
  vector: fc.float32Array({ min: -1, max: 1, noNaN: true, minLength: DIMENSIONS, maxLength: DIMENSIONS }),
});
const entries = fc
  .uniqueArray(entry, { selector: ({ row }) => row, maxLength: 40 })
  .map((all) => all.sort((a, b) => a.row - b.row));

/** Adds entries in batches of the sizes, again and again. */
async function addInBatches(
  writer: VectorFolderWriter,
  all: readonly VectorEntry[],
  sizes: readonly number[],
) {
  for (let from = 0, i = 0; from < all.length; i++) {
    const size = sizes[i % sizes.length] as number;
    await writer.add(all.slice(from, from + size));
    from += size;
  }
}

/** Everything in a folder, as entries with the quantised numbers. */
const contentOf = (blocks: Iterable<VectorBlock>) =>
  [...blocks].flatMap((block) =>
    Array.from(block.rows, (row, i) => {
      const { fingerprints, scales, values } = sliceBlock(block, i, i + 1);
      return { row, fingerprint: fingerprints[0], scale: scales[0], values: [...values] };
    }),
  );

function expectedContent(all: readonly VectorEntry[]) {
  const { scales, values } = quantiseRows(
    all.map(({ vector }) => vector),
    DIMENSIONS,
  );
  return all.map(({ row, fingerprint }, i) => ({
    row,
    fingerprint,
    scale: scales[i],
    values: [...values.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)],
  }));
}

describe("a folder of vectors", () => {
  it("gives back what was written, in whatever batches", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(entries, sizes, fc.integer({ min: 1, max: 12 }), async (all, batches, shardRows) => {
        const path = temporaryFolder();
        const writer = VectorFolderWriter.open(path, { ...options, shardRows });
        await addInBatches(writer, all, batches);
        expect(writer.size).toBe(all.length);
        await writer.finish();
        const folder = openedFolder(path);
        expect(contentOf(folder.blocks(5))).toEqual(expectedContent(all));
        expect([...folder.rows()]).toEqual(all.map(({ row }) => row));
        expect(folder.manifest).toMatchObject({ ...options, shardRows, size: all.length });
        const query = Float32Array.of(1, 0.5, 0, -1, 2, 3);
        const quantised = quantiseRows(
          all.map(({ vector }) => vector),
          DIMENSIONS,
        );
        all.forEach(({ row, fingerprint, vector }, i) => {
          expect([folder.has(row), folder.fingerprintOf(row)]).toEqual([true, fingerprint]);
          expect(folder.score(row, query)).toBe(dotRow(quantised, i, query));
          // What was kept is kept again without a change but of the last bit of its scale.
          const again = quantiseRows([folder.vector(row) ?? vector], DIMENSIONS);
          expect(again.values).toEqual(quantised.values.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS));
          expect(again.scales[0]).toBeCloseTo(quantised.scales[i] as number, 6);
        });
        const missing = [0, 17, 61].find((row) => all.every((one) => one.row !== row)) as number;
        expect(folder.has(missing)).toBe(false);
        const nothing = [folder.fingerprintOf(missing), folder.score(missing, query), folder.vector(missing)];
        expect(nothing).toEqual([undefined, undefined, undefined]);
      }),
      { numRuns: 25 },
    );
  });

  it("goes on where a writing ended, with the shards that were complete", async () => {
    const all = entriesOf(clusteredVectors(1, 50, DIMENSIONS, 3), rowsWithGaps(50));
    for (const [written, kept] of [
      [0, 0],
      [15, 0],
      [16, 16],
      [40, 32],
    ] as const) {
      const path = temporaryFolder();
      const ended = VectorFolderWriter.open(path, options);
      await addInBatches(ended, all.slice(0, written), [7]);
      await ended.abandon();
      expect(() => VectorFolder.open(path)).toThrow(expect.objectContaining({ code: "VECTORS_FOREIGN" }));
      const writer = VectorFolderWriter.open(path, options);
      expect(writer.size).toBe(kept);
      expect(writer.nextRow).toBe(kept === 0 ? 0 : (all[kept - 1]?.row ?? 0) + 1);
      await writer.add(all.filter(({ row }) => row >= writer.nextRow));
      await writer.finish();
      expect(contentOf(openedFolder(path).blocks())).toEqual(expectedContent(all));
      expect(existsSync(join(path, "unfinished.json"))).toBe(false);
    }
  });

  it("keeps of an interrupted writing only what is intact and of the same kind", async () => {
    const all = entriesOf(clusteredVectors(2, 50, DIMENSIONS, 3), rowsWithGaps(50));
    const path = temporaryFolder();
    const ended = VectorFolderWriter.open(path, options);
    await ended.add(all);
    await ended.abandon();
    const changes = [{ model: "sample-2" }, { dimensions: 7 }, { contentHash: "tea" }, { shardRows: 20 }];
    for (const change of changes)
      expect(VectorFolderWriter.open(path, { ...options, ...change }).nextRow).toBe(0);
    expect(VectorFolderWriter.open(path, options).size).toBe(48);
    truncateSync(join(path, "v1-0001.values"), 16 * DIMENSIONS - 1);
    expect(VectorFolderWriter.open(path, options).size).toBe(16);
  });

  it("keeps the vectors of before until the new ones are complete, and then removes them", async () => {
    const [old, young] = [3, 4].map((seed) =>
      entriesOf(clusteredVectors(seed, 20, DIMENSIONS, 3), rowsWithGaps(20)),
    ) as [VectorEntry[], VectorEntry[]];
    const path = temporaryFolder();
    const before = await writtenFolder(path, old, options);
    const writer = VectorFolderWriter.open(path, { ...options, model: "sample-2" });
    await writer.add(young);
    expect(contentOf(openedFolder(path).blocks())).toEqual(expectedContent(old));
    await writer.finish();
    expect(contentOf(openedFolder(path).blocks())).toEqual(expectedContent(young));
    expect(contentOf(before.blocks())).toEqual(expectedContent(old));
    expect(readdirSync(path).filter((name) => name !== "manifest.json" && !name.startsWith("v2-"))).toEqual(
      [],
    );
    await expect(before.recordIndex({ kind: "hnsw", files: [] })).rejects.toThrow("written anew");
  });

  it("takes a writing for finished that was killed before it could tidy up", async () => {
    const path = temporaryFolder();
    const all = entriesOf(clusteredVectors(7, 20, DIMENSIONS, 3), rowsWithGaps(20));
    await writtenFolder(path, all, options);
    copyFileSync(join(path, "manifest.json"), join(path, "unfinished.json"));
    const writer = VectorFolderWriter.open(path, options);
    expect([writer.generation, writer.nextRow]).toEqual([2, 0]);
    await writer.add(all.slice(0, 3));
    expect(contentOf(openedFolder(path).blocks())).toEqual(expectedContent(all));
    await writer.finish();
    expect(contentOf(openedFolder(path).blocks())).toEqual(expectedContent(all.slice(0, 3)));
  });

  it("remembers which index it is searched with", async () => {
    const path = temporaryFolder();
    const folder = await writtenFolder(path, [], options);
    expect(folder.manifest.index).toEqual({ kind: "exact", files: [] });
    await folder.recordIndex({ kind: "hnsw", files: ["v1-graph"] });
    expect(folder.manifest.index.kind).toBe("hnsw");
    expect(openedFolder(path).manifest.index).toEqual({ kind: "hnsw", files: ["v1-graph"] });
  });

  it("refuses rows that do not ascend and vectors that do not fit", async () => {
    const writer = VectorFolderWriter.open(temporaryFolder(), options);
    const [vector] = clusteredVectors(5, 1, DIMENSIONS, 1) as [Float32Array];
    const one = (row: number, given = vector) => writer.add([{ row, fingerprint: 1, vector: given }]);
    await one(5);
    await expect(one(5)).rejects.toThrow("expected 6 or more, found 5");
    for (const row of [-1, 6.5, 2 ** 32]) await expect(one(row)).rejects.toThrow(RangeError);
    await expect(one(6, new Float32Array(5))).rejects.toThrow(
      "The vector of row 6 should have 6 dimensions, found 5",
    );
    await expect(one(6, vector.map(Math.log))).rejects.toThrow("finite numbers");
    await expect(writer.addBlock(blockOf([], 5))).rejects.toThrow(
      "A block of vectors should have 6 dimensions",
    );
    await one(6);
    expect([writer.size, writer.nextRow]).toEqual([2, 7]);
    await writer.abandon();
    expect([writer.size, writer.nextRow]).toEqual([0, 0]);
  });
});

describe("a folder that cannot be used", () => {
  const sample = async () => {
    const path = temporaryFolder();
    const all = entriesOf(clusteredVectors(6, 20, DIMENSIONS, 3), rowsWithGaps(20));
    (await writtenFolder(path, all, options)).close();
    return path;
  };
  const changed = (path: string, name: string, change: (bytes: Buffer) => void) => {
    const bytes = readFileSync(join(path, name));
    change(bytes);
    writeFileSync(join(path, name), bytes);
  };
  const flip = (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(7) ^ 1, 7);
  const withCode = (code: string) => expect.objectContaining({ code });

  it("is of another model or of other dimensions", async () => {
    const path = await sample();
    expect(() => VectorFolder.open(path, { model: "other" })).toThrow(
      `The vectors in ${path} should have the model other, found sample-1.`,
    );
    expect(() => VectorFolder.open(path, { model: "sample-1", dimensions: 7 })).toThrow(
      withCode("VECTORS_MISMATCH"),
    );
    VectorFolder.open(path, { model: "sample-1", dimensions: DIMENSIONS }).close();
    const query = new Float32Array(5);
    expect(() => openedFolder(path).score(3, query)).toThrow(withCode("VECTORS_MISMATCH"));
  });

  it("is not one, or of a newer version", async () => {
    const path = await sample();
    expect(() => VectorFolder.open(join(path, "nowhere"))).toThrow("it does not exist");
    writeFileSync(join(path, "manifest.json"), "{");
    expect(() => VectorFolder.open(path)).toThrow("its manifest.json is not JSON");
    writeFileSync(join(path, "manifest.json"), '{"format": "web-app"}');
    expect(() => VectorFolder.open(path)).toThrow(withCode("VECTORS_FOREIGN"));
    expect(() => VectorFolderWriter.open(path, options)).toThrow(withCode("VECTORS_EXISTS"));
    writeFileSync(join(path, "manifest.json"), '{"format": "namesake-vectors", "version": 2}');
    expect(() => VectorFolder.open(path)).toThrow("format version 2, this Namesake reads up to 1");
    writeFileSync(join(path, "manifest.json"), '{"format": "namesake-vectors", "version": 1, "size": 3}');
    expect(() => VectorFolder.open(path)).toThrow(withCode("VECTORS_DAMAGED"));
  });

  it("has other files, which are left alone", () => {
    const path = temporaryFolder();
    mkdirSync(path);
    writeFileSync(join(path, "letter.txt"), "dear");
    expect(() => VectorFolderWriter.open(path, options)).toThrow(withCode("VECTORS_EXISTS"));
    expect(() => VectorFolderWriter.open(join(path, "letter.txt"), options)).toThrow(
      withCode("WRITE_FAILED"),
    );
    expect(readdirSync(path)).toEqual(["letter.txt"]);
  });

  it.each(["values", "scales", "rows", "fingerprints"])(
    "has a file of %s that was cut, or is missing",
    async (column) => {
      const path = await sample();
      truncateSync(join(path, `v1-0001.${column}`), 3);
      expect(() => VectorFolder.open(path)).toThrow(`v1-0001.${column} has 3 bytes instead of`);
      expect(() => VectorFolder.open(path)).toThrow(withCode("VECTORS_DAMAGED"));
    },
  );

  it("has bytes that were not written", async () => {
    for (const column of ["rows", "scales"]) {
      const path = await sample();
      changed(path, `v1-0000.${column}`, flip);
      expect(() => VectorFolder.open(path)).toThrow(`v1-0000.${column} is damaged`);
    }
    const path = await sample();
    changed(path, "v1-0000.values", flip);
    changed(path, "v1-0000.fingerprints", flip);
    const folder = openedFolder(path);
    expect(() => folder.exactIndex()).toThrow("v1-0000.values is damaged");
    expect(() => folder.fingerprintOf(3)).toThrow("v1-0000.fingerprints is damaged");
  });

  it("was closed, or became shorter while it was open", async () => {
    const path = await sample();
    const folder = openedFolder(path);
    truncateSync(join(path, "v1-0000.values"), 0);
    expect(() => folder.score(3, new Float32Array(DIMENSIONS))).toThrow("v1-0000.values has become shorter");
    folder.close();
    folder.close();
    expect(() => folder.score(3, new Float32Array(DIMENSIONS))).toThrow(withCode("CLOSED"));
  });
});
