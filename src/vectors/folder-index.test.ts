import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { buildFolderIndex, INDEX_KINDS, openFolderIndex } from "./folder-index.js";
import { HnswIndex } from "./hnsw-index.js";
import { IvfIndex } from "./ivf-index.js";
import {
  entriesOf,
  openedFolder,
  sampleOptions,
  temporaryFolder,
  writtenFolder,
} from "./sample-folder.contract.js";
import { ShardedIndex } from "./sharded-index.js";
import { clusteredVectors, meanRecall, rowsWithGaps } from "./vector-index.contract.js";

const vectors = clusteredVectors(3, 620, 16, 12);
const queries = vectors.splice(600);
const options = { ...sampleOptions(16), shardRows: 250 };
const sample = () => writtenFolder(temporaryFolder(), entriesOf(vectors, rowsWithGaps(600)), options);

async function opened(path: string) {
  const index = await openFolderIndex(openedFolder(path));
  onTestFinished(() => index.close());
  return index;
}

describe("the index of a folder", () => {
  afterEach(() => vi.doUnmock("usearch"));

  it.each([
    ["exact", ShardedIndex],
    ["hnsw", HnswIndex],
    ["ivf", IvfIndex],
  ] as const)("is %s where that was built", async (kind, type) => {
    const folder = await sample();
    const done: number[] = [];
    await buildFolderIndex(folder, kind, { onProgress: (count) => done.push(count) });
    expect(done.at(-1)).toBe(kind === "exact" ? undefined : 600);
    const index = await opened(folder.path);
    expect(index).toBeInstanceOf(type);
    expect(meanRecall(index, vectors, rowsWithGaps(600), queries, 10)).toBeGreaterThan(0.95);
  });

  it("goes when one of another kind is built, and with its vectors", async () => {
    const folder = await sample();
    const indexFiles = () => readdirSync(folder.path).filter((name) => /hnsw|ivf/.test(name));
    await buildFolderIndex(folder, "hnsw");
    const [graph = ""] = indexFiles();
    await buildFolderIndex(folder, "ivf");
    expect(indexFiles()).toEqual(openedFolder(folder.path).manifest.index.files);
    expect(existsSync(join(folder.path, graph))).toBe(false);
    await buildFolderIndex(folder, "exact");
    expect(indexFiles()).toEqual([]);
    await buildFolderIndex(folder, "ivf");
    const anew = await writtenFolder(folder.path, entriesOf(vectors, rowsWithGaps(600)), options);
    expect(anew.manifest.index).toEqual({ kind: "exact", files: [] });
    expect(indexFiles()).toEqual([]);
  });

  it.each(INDEX_KINDS)("may be of no vectors: %s", async (kind) => {
    const folder = await writtenFolder(temporaryFolder(), [], options);
    await buildFolderIndex(folder, kind);
    expect((await opened(folder.path)).search(queries[0] as Float32Array, 3)).toEqual([]);
  });

  it("is exact where the package of the other is missing", async () => {
    const folder = await sample();
    await buildFolderIndex(folder, "hnsw");
    vi.doMock("usearch", () => {
      throw new Error("no binary for this machine");
    });
    expect(await opened(folder.path)).toBeInstanceOf(ShardedIndex);
    await expect(buildFolderIndex(folder, "hnsw")).rejects.toMatchObject({ code: "USEARCH_MISSING" });
  });

  it("is damaged where its file is", async () => {
    const folder = await sample();
    await buildFolderIndex(folder, "ivf");
    const [file = ""] = folder.manifest.index.files;
    writeFileSync(join(folder.path, file), "x");
    await expect(openFolderIndex(folder)).rejects.toMatchObject({ code: "INDEX_DAMAGED" });
  });
});
