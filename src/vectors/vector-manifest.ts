import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../atomic-file.js";
import { NamesakeError, reason } from "../errors.js";

/** Version of the folder's layout. A newer one is refused. */
export const FORMAT_VERSION = 1;

/** Which index the vectors are searched with, besides exactly. */
export interface IndexInfo {
  kind: "exact" | "hnsw" | "ivf";
  /** Their names in the folder, all made by {@link fileName}, so that they are removed together with the vectors. */
  files: string[];
}

/** One of the runs of rows that a folder is made of. */
export interface ShardInfo {
  /** What the names of its files begin with. */
  name: string;
  /** Vectors in it. */
  size: number;
  /** The least row. */
  first: number;
  /** The greatest row. */
  last: number;
  /** SHA-1 of each of its files, hexadecimal. */
  hashes: Record<Column, string>;
}

/** What is written of each vector, in a file each: int8 numbers, float32 scale, uint32 row, float64 fingerprint, little-endian. */
export const COLUMNS = ["values", "scales", "rows", "fingerprints"] as const;
export type Column = (typeof COLUMNS)[number];

/** Bytes of one vector in the file of a column. */
export function bytesOf(column: Column, dimensions: number): number {
  return { values: dimensions, scales: 4, rows: 4, fingerprints: 8 }[column];
}

/** The file `manifest.json` of a folder of vectors. */
export interface VectorManifest {
  format: "namesake-vectors";
  version: number;
  /** Id of the encoder that the vectors are of. */
  model: string;
  dimensions: number;
  size: number;
  /** `contentHash` of the KB that the vectors were made of; a KB with another one has been edited since. */
  contentHash: string;
  /** Which writing of the folder this is: the prefix of its files' names. */
  generation: number;
  /** Vectors of each shard but the last. */
  shardRows: number;
  /** In the order of their rows. */
  shards: ShardInfo[];
  index: IndexInfo;
}

const MANIFEST = "manifest.json";
const UNFINISHED = "unfinished.json";

/** The name of a file that belongs to one writing of a folder, and is removed with it. */
export const fileName = (generation: number, name: string): string => `v${generation}-${name}`;

/** Which writing of a folder a file belongs to; undefined for files that are none of ours. */
export function generationOf(file: string): number | undefined {
  const digits = /^v(\d+)-/.exec(file)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The name of a shard's file. */
export const columnFile = (shard: string, column: Column): string => `${shard}.${column}`;

/**
 * Reads the manifest of a folder.
 *
 * @throws {NamesakeError} VECTORS_FOREIGN, VECTORS_NEWER, VECTORS_DAMAGED
 */
export function readManifest(path: string): VectorManifest {
  let json: string;
  try {
    json = readFileSync(join(path, MANIFEST), "utf8");
  } catch (error) {
    const why =
      readUnfinished(path) === undefined
        ? `${MANIFEST}: ${reason(error)}`
        : "it is not complete; run what makes it again, which goes on where it ended";
    throw new NamesakeError("VECTORS_FOREIGN", { path, why }, { cause: error });
  }
  return parseManifest(json, path);
}

function parseManifest(json: string, path: string): VectorManifest {
  let manifest: Partial<VectorManifest> | null;
  try {
    manifest = JSON.parse(json);
  } catch {
    throw new NamesakeError("VECTORS_FOREIGN", { path, why: `its ${MANIFEST} is not JSON` });
  }
  if (manifest?.format !== "namesake-vectors" || typeof manifest.version !== "number")
    throw new NamesakeError("VECTORS_FOREIGN", {
      path,
      why: `its ${MANIFEST} does not say "namesake-vectors"`,
    });
  if (manifest.version > FORMAT_VERSION)
    throw new NamesakeError("VECTORS_NEWER", { path, found: manifest.version, known: FORMAT_VERSION });
  const { model, dimensions, size, contentHash, generation, shardRows, shards } = manifest;
  const areNumbers = [dimensions, size, generation, shardRows].every(Number.isSafeInteger);
  const areTexts = typeof model === "string" && typeof contentHash === "string";
  const total = Array.isArray(shards) ? shards.reduce((sum, shard) => sum + shard?.size, 0) : undefined;
  if (!areNumbers || !areTexts || total !== size)
    throw new NamesakeError("VECTORS_DAMAGED", {
      path,
      why: `its ${MANIFEST} lacks fields or contradicts itself`,
    });
  return manifest as VectorManifest;
}

/** The manifest of what is being written, as far as it has come; undefined where nothing is, or nothing that can be gone on with. */
export function readUnfinished(path: string): VectorManifest | undefined {
  try {
    return parseManifest(readFileSync(join(path, UNFINISHED), "utf8"), path);
  } catch {
    return undefined;
  }
}

/** Writes a manifest as a whole; the files that it names must be on the disk. */
export function writeManifest(
  path: string,
  manifest: VectorManifest,
  state: "complete" | "unfinished" = "complete",
): Promise<void> {
  const file = state === "complete" ? MANIFEST : UNFINISHED;
  return writeAtomically(join(path, file), [`${JSON.stringify(manifest, null, 2)}\n`]);
}

/** Where the manifest of what is being written is. */
export const unfinishedPath = (path: string): string => join(path, UNFINISHED);
