import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildIvf, type IvfBuildOptions } from "./ivf-build.js";
import { IvfIndex, type IvfOptions } from "./ivf-index.js";
import type { RowSource } from "./row-source.js";
import { entriesOf, sampleOptions, temporaryFolder, writtenFolder } from "./sample-folder.contract.js";
import type { VectorFolder } from "./vector-folder.js";
import { clusteredVectors, describeVectorIndex, meanRecall, rowsWithGaps } from "./vector-index.contract.js";

const folderOf = (vectors: readonly Float32Array[], rows: Uint32Array, dimensions: number) =>
  writtenFolder(temporaryFolder(), entriesOf(vectors, rows), {
    ...sampleOptions(dimensions),
    shardRows: 700,
  });

let files = 0;
async function built(folder: RowSource & { path: string }, options: IvfBuildOptions = {}): Promise<string> {
  const path = join(folder.path, `v1-${files++}.ivf`);
  await buildIvf(folder, path, options);
  return path;
}

const kinds: [string, IvfBuildOptions, IvfOptions, number][] = [
  ["an IVF index", {}, {}, 0.97],
  ["an IVF index of few probes, in memory", { lists: 80 }, { probes: 16, memory: "loaded" }, 0.9],
];
for (const [name, build, open, minimumRecall] of kinds)
  describeVectorIndex(
    name,
    async (vectors, rows, dimensions) =>
      IvfIndex.open(await built(await folderOf(vectors, rows, dimensions), build), open),
    { minimumRecall },
  );

describe("an IVF index", () => {
  const vectors = clusteredVectors(20, 1200, 32, 30);
  const rows = rowsWithGaps(1200);
  const queries = clusteredVectors(20, 1230, 32, 30).slice(1200);
  const sample = (): Promise<VectorFolder> => folderOf(vectors, rows, 32);

  it("is the same file when it is built again", async () => {
    const folder = await sample();
    const [first, second] = [await built(folder), await built(folder)];
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
    const other = await built(folder, { seed: 2 });
    expect(readFileSync(other).equals(readFileSync(first))).toBe(false);
  });

  it("answers the same from the disk and from memory", async () => {
    const path = await built(await sample());
    const [disk, loaded] = [
      IvfIndex.open(path, { probes: 9 }),
      IvfIndex.open(path, { probes: 9, memory: "loaded" }),
    ];
    for (const query of queries) expect(disk.search(query, 10)).toEqual(loaded.search(query, 10));
    await Promise.all([disk.close(), loaded.close()]);
  });

  it("answers as an exact index where all lists are looked through, and finds more with more probes", async () => {
    const folder = await sample();
    const path = await built(folder, { lists: 60 });
    const exact = folder.exactIndex();
    const recalls: number[] = [];
    for (const probes of [1, 4, 1000]) {
      const index = IvfIndex.open(path, { probes });
      recalls.push(meanRecall(index, vectors, rows, queries, 10));
      if (probes === 1000)
        for (const query of queries) expect(index.search(query, 7)).toEqual(exact.search(query, 7));
      await index.close();
    }
    expect(recalls).toEqual([...recalls].sort((a, b) => a - b));
    expect(recalls[0]).toBeLessThan(0.9);
    expect(recalls[2]).toBe(1);
  });

  it("looks through more lists until there are as many hits as were asked for", async () => {
    const index = IvfIndex.open(await built(await sample()), { probes: 1 });
    expect(index.search(queries[0] as Float32Array, 500)).toHaveLength(500);
    const allowed = (row: number) => row > 8000;
    expect(index.search(queries[0] as Float32Array, 5, { allowed })).toHaveLength(5);
    await index.close();
  });

  it("tells how far it is", async () => {
    const told: [number, number][] = [];
    await built(await sample(), { onProgress: (done, total) => told.push([done, total]) });
    expect(told.at(-1)).toEqual([1200, 1200]);
  });

  it("says what is wrong with a file", async () => {
    const path = await built(await sample());
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, whole.length >> 1));
    expect(() => IvfIndex.open(path)).toThrow(expect.objectContaining({ code: "INDEX_DAMAGED" }));
    const changed = Buffer.from(whole);
    // The last of the sections: the scales of the centroids.
    const end = whole.lastIndexOf('{"version"');
    changed.writeUInt8(changed.readUInt8(end - 1) ^ 1, end - 1);
    writeFileSync(path, changed);
    expect(() => IvfIndex.open(path)).toThrow(expect.objectContaining({ code: "INDEX_DAMAGED" }));
    expect(() => IvfIndex.open(`${path}.none`)).toThrow(/does not exist/);
  });

  it("refuses a source that has other vectors than it says, and leaves no file", async () => {
    const folder = await sample();
    const path = join(folder.path, "v1-x.ivf");
    const lying = { dimensions: 32, size: 1300, blocks: () => folder.blocks() };
    await expect(buildIvf(lying, path)).rejects.toThrow(RangeError);
    expect(() => readFileSync(path)).toThrow(/ENOENT/);
  });

  it("answers nothing once it is closed", async () => {
    const index = IvfIndex.open(await built(await sample()));
    await index.close();
    expect(() => index.search(queries[0] as Float32Array, 1)).toThrow(
      expect.objectContaining({ code: "CLOSED" }),
    );
  });
});
