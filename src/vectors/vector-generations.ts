import { readdirSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError } from "../errors.js";
import {
  bytesOf,
  COLUMNS,
  columnFile,
  generationOf,
  readManifest,
  readUnfinished,
  type ShardInfo,
  type VectorManifest,
} from "./vector-manifest.js";

/**
 * A folder of vectors is never changed where it stands: each writing has a generation, which its files' names begin with, and the
 * manifest says which generation counts.
 */
export function nextGeneration(path: string): number {
  return 1 + Math.max(0, ...readdirSync(path).map((name) => generationOf(name) ?? 0));
}

/**
 * A folder may be written if it is empty or has vectors; files of ours without a manifest were left by a kill.
 *
 * @throws {NamesakeError} VECTORS_EXISTS
 */
export function checkOurs(path: string): void {
  const isOther = (name: string) => generationOf(name) === undefined && !name.endsWith(".tmp");
  if (!readdirSync(path).some(isOther) || readUnfinished(path) !== undefined) return;
  try {
    readManifest(path);
  } catch (error) {
    if (error instanceof NamesakeError && error.code === "VECTORS_FOREIGN")
      throw new NamesakeError("VECTORS_EXISTS", { path });
  }
}

/**
 * Checks that a folder is still as it was when it was opened.
 *
 * @throws {NamesakeError} WRITE_FAILED
 */
export function checkGeneration(path: string, opened: number): void {
  if (readManifest(path).generation !== opened)
    throw new NamesakeError("WRITE_FAILED", {
      path,
      why: "it was written anew since it was opened; open it again",
    });
}

/** What an interrupted writing has left: its shards up to the first that is not all there. */
export function intactPart(path: string): VectorManifest | undefined {
  const found = readUnfinished(path);
  if (found === undefined || found.generation === generationInUse(path)) return undefined;
  const isIntact = ({ name, size }: ShardInfo) =>
    COLUMNS.every((column) => {
      const file = statSync(join(path, columnFile(name, column)), { throwIfNoEntry: false });
      return file?.size === size * bytesOf(column, found.dimensions);
    });
  const firstBroken = found.shards.findIndex((shard) => !isIntact(shard));
  const shards = firstBroken < 0 ? found.shards : found.shards.slice(0, firstBroken);
  return { ...found, shards, size: shards.reduce((sum, { size }) => sum + size, 0) };
}

function generationInUse(path: string): number | undefined {
  try {
    return readManifest(path).generation;
  } catch {
    return undefined;
  }
}

/** Removes the files of writings that are neither in use nor to be gone on with. Those that cannot be removed now, the next writer removes. */
export async function removeStale(path: string): Promise<void> {
  const inUse = generationInUse(path);
  if (inUse === undefined) return;
  const unfinished = readUnfinished(path)?.generation;
  for (const name of readdirSync(path)) {
    const generation = generationOf(name);
    if (generation !== undefined && generation !== inUse && generation !== unfinished)
      await rm(join(path, name), { force: true }).catch(() => undefined);
  }
}
