import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { buildHnsw, type HnswBuildOptions } from "./hnsw-build.js";
import { HnswIndex, type HnswOptions } from "./hnsw-index.js";
import { buildIvf } from "./ivf-build.js";
import type { RowScores } from "./row-source.js";
import { entriesOf, sampleOptions, temporaryFolder, writtenFolder } from "./sample-folder.contract.js";
import type { VectorFolder } from "./vector-folder.js";
import {
  bruteForce,
  clusteredVectors,
  describeVectorIndex,
  meanRecall,
  rowsWithGaps,
} from "./vector-index.contract.js";

const folderOf = (vectors: readonly Float32Array[], rows: Uint32Array, dimensions: number) =>
  writtenFolder(temporaryFolder(), entriesOf(vectors, rows), {
    ...sampleOptions(dimensions),
    shardRows: 700,
  });

const build = (folder: VectorFolder, options?: HnswBuildOptions) =>
  buildHnsw(folder, join(folder.path, "v1-hnsw"), options);

/** Builds and opens an index; closed at the end of the test. */
async function indexOf(
  folder: VectorFolder,
  options: HnswBuildOptions & HnswOptions = {},
  vectors: RowScores = folder,
): Promise<HnswIndex> {
  const index = await HnswIndex.open(await build(folder, options), vectors, options);
  onTestFinished(() => index.close());
  return index;
}

const kinds: [string, HnswBuildOptions & HnswOptions][] = [
  ["an HNSW index", {}],
  ["an HNSW index of several graphs, in memory", { graphRows: 400, memory: "loaded" }],
];
for (const [name, options] of kinds)
  describeVectorIndex(
    name,
    async (vectors, rows, dimensions) => indexOf(await folderOf(vectors, rows, dimensions), options),
    { minimumRecall: 0.97 },
  );

describe("an HNSW index", () => {
  const vectors = clusteredVectors(20, 1200, 32, 30);
  const rows = rowsWithGaps(1200);
  const queries = clusteredVectors(20, 1230, 32, 30).slice(1200);
  const query = queries[0] as Float32Array;
  const sample = () => folderOf(vectors, rows, 32);
  afterEach(() => vi.doUnmock("usearch"));

  it("answers the same mapped and loaded, and when it is built again", async () => {
    const folder = await sample();
    const answers = async (options: HnswOptions) => {
      const index = await indexOf(folder, options);
      return queries.map((query) => index.search(query, 10));
    };
    const mapped = await answers({ memory: "mapped" });
    expect(await answers({ memory: "loaded" })).toEqual(mapped);
  });

  it("gives the scores of the vectors, not of the graphs, and reads no more of them than it must", async () => {
    const folder = await sample();
    const score = vi.fn((row: number, query: Float32Array) => folder.score(row, query));
    const index = await indexOf(folder, { rescored: 30 }, { dimensions: 32, score });
    const hits = index.search(query, 10);
    for (const { row, score } of hits) expect(score).toBe(folder.score(row, query));
    expect(score).toHaveBeenCalledTimes(30);
    index.search(query, 50);
    expect(score).toHaveBeenCalledTimes(130);
  });

  it("misses less when more is scored", async () => {
    const folder = await sample();
    const recall = async (rescored: number) =>
      meanRecall(await indexOf(folder, { expansion: 16, rescored }), vectors, rows, queries, 5);
    expect(await recall(300)).toBe(1);
    expect(await recall(10)).toBeLessThan(1);
  });

  it("leaves out rows that have no vector any more", async () => {
    const folder = await sample();
    const [best] = bruteForce(vectors, rows, query, 1);
    const score = (row: number, query: Float32Array) =>
      row === best?.row ? undefined : folder.score(row, query);
    const index = await indexOf(folder, {}, { dimensions: 32, score });
    const found = index.search(query, 10).map(({ row }) => row);
    expect(found).toHaveLength(10);
    expect(found).not.toContain(best?.row);
  });

  it("finds what is allowed though it is far away, few or many", async () => {
    const index = await indexOf(await sample(), { rescored: 10 });
    const byScore = bruteForce(vectors, rows, query, 1200).map(({ row }) => row);
    for (const count of [700, 40, 3]) {
      const far = new Set(byScore.slice(-count));
      const hits = index.search(query, 5, { allowed: (row) => far.has(row) });
      const truth = bruteForce(vectors, rows, query, 5, (row) => far.has(row));
      expect(hits.every(({ row }) => far.has(row))).toBe(true);
      expect(hits[0]).toEqual(truth[0]);
      expect(hits).toHaveLength(truth.length);
    }
  });

  it("is built in threads as in this one", async () => {
    const told: number[] = [];
    const options = { graphRows: 300, onProgress: (done: number) => void told.push(done) };
    const [here, there] = [await sample(), await sample()];
    const one = await indexOf(here, options);
    const other = await indexOf(there, { ...options, threads: 2 });
    for (const query of queries) expect(other.search(query, 10)).toEqual(one.search(query, 10));
    expect(told.filter((done) => done === 1200)).toHaveLength(2);
    expect(readdirSync(there.path).filter((name) => name.startsWith("v1-hnsw"))).toEqual(
      [0, 1, 2, 3].map((graph) => `v1-hnsw-${graph}.graph`),
    );
  });

  it("says why it cannot be written, here and from threads", async () => {
    const folder = await sample();
    writeFileSync(join(folder.path, "file"), "");
    for (const threads of [1, 2])
      await expect(
        buildHnsw(folder, join(folder.path, "file", "v1"), { threads, graphRows: 500 }),
      ).rejects.toThrow(expect.objectContaining({ code: "WRITE_FAILED" }));
  });

  it("says what is wrong with a file, and does not end the process", async () => {
    const folder = await sample();
    const [file] = (await build(folder)) as [string];
    const whole = readFileSync(file);
    const opening = (content: Uint8Array) => {
      writeFileSync(file, content);
      return expect(HnswIndex.open([file], folder)).rejects;
    };
    const damage = expect.objectContaining({ code: "INDEX_DAMAGED" });
    await opening(whole.subarray(0, whole.length - 100)).toThrow(damage);
    await opening(Buffer.alloc(100_000, "a text, not an index. ")).toThrow(damage);
    await opening(Buffer.concat([Buffer.from([7]), whole.subarray(1)])).toThrow(damage);
    await opening(whole).resolves;
    const lists = join(folder.path, "v1.ivf");
    await buildIvf(folder, lists);
    await expect(HnswIndex.open([lists], folder)).rejects.toThrow(/of the kind "ivf", not "hnsw"/);
    await expect(HnswIndex.open([`${file}x`], folder)).rejects.toThrow(damage);
  });

  it("refuses vectors of other dimensions", async () => {
    const files = await build(await sample());
    const others = await folderOf(clusteredVectors(1, 3, 16, 1), rowsWithGaps(3), 16);
    await expect(HnswIndex.open(files, others)).rejects.toThrow(
      expect.objectContaining({ code: "VECTORS_MISMATCH" }),
    );
  });

  it("says what to do where usearch is missing", async () => {
    const folder = await sample();
    const files = await build(folder);
    vi.doMock("usearch", () => {
      throw new Error("no binary for this machine");
    });
    const missing = expect.objectContaining({
      code: "USEARCH_MISSING",
      message: expect.stringMatching(/npm install usearch/) as string,
    });
    await expect(HnswIndex.open(files, folder)).rejects.toThrow(missing);
    await expect(buildHnsw(folder, join(folder.path, "v1-other"))).rejects.toThrow(missing);
    expect(existsSync(join(folder.path, "v1-other-0.graph"))).toBe(false);
  });

  it("answers nothing once it is closed", async () => {
    const index = await indexOf(await sample());
    await index.close();
    expect(() => index.search(query, 1)).toThrow(expect.objectContaining({ code: "CLOSED" }));
  });
});
