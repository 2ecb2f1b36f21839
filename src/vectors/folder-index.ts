import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { NamesakeError } from "../errors.js";
import { buildHnsw } from "./hnsw-build.js";
import { HnswIndex } from "./hnsw-index.js";
import { buildIvf } from "./ivf-build.js";
import { IvfIndex } from "./ivf-index.js";
import type { VectorFolder } from "./vector-folder.js";
import type { VectorIndex } from "./vector-index.js";
import { fileName, type IndexInfo } from "./vector-manifest.js";

/** What a folder of vectors can be searched with. */
export const INDEX_KINDS = ["exact", "hnsw", "ivf"] as const satisfies readonly IndexInfo["kind"][];

export interface FolderIndexOptions {
  /** See `HnswBuildOptions`. */
  threads?: number;
  /** Is told how many of the vectors are in the index. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Builds the index of a folder, in the folder, and notes it there; from then on {@link openFolderIndex} opens it. One of another kind
 * goes.
 *
 * @throws {NamesakeError} WRITE_FAILED, VECTORS_DAMAGED; USEARCH_MISSING for "hnsw" where that package is not there
 */
export async function buildFolderIndex(
  folder: VectorFolder,
  kind: IndexInfo["kind"],
  options: FolderIndexOptions = {},
): Promise<void> {
  const before = folder.manifest.index.files;
  const path = join(folder.path, fileName(folder.manifest.generation, kind));
  const files = (await build(folder, kind, path, options)).map((file) => basename(file));
  await folder.recordIndex({ kind, files });
  for (const file of before) if (!files.includes(file)) await rm(join(folder.path, file), { force: true });
}

async function build(
  folder: VectorFolder,
  kind: IndexInfo["kind"],
  path: string,
  options: FolderIndexOptions,
): Promise<string[]> {
  // There is nothing to find in no vectors.
  if (kind === "exact" || folder.size === 0) return [];
  if (kind === "hnsw") return buildHnsw(folder, path, options);
  await buildIvf(folder, path, options);
  return [path];
}

/**
 * Opens the index that a folder is searched with, which needs the folder to stay open: an approximate one where one was built, else the
 * exact one; that as well where the package that an approximate one needs is not there.
 *
 * @throws {NamesakeError} INDEX_DAMAGED, INDEX_NEWER, VECTORS_DAMAGED
 */
export async function openFolderIndex(folder: VectorFolder): Promise<VectorIndex> {
  const { kind, files } = folder.manifest.index;
  const [first, ...others] = files.map((file) => join(folder.path, file));
  if (first === undefined || kind === "exact") return folder.exactIndex();
  if (kind === "ivf") return IvfIndex.open(first);
  try {
    return await HnswIndex.open([first, ...others], folder);
  } catch (error) {
    if (error instanceof NamesakeError && error.code === "USEARCH_MISSING") return folder.exactIndex();
    throw error;
  }
}
