import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { VectorEntry } from "./vector-block.js";
import { VectorFolder } from "./vector-folder.js";
import { type VectorFolderOptions, VectorFolderWriter } from "./vector-folder-writer.js";

/** The path of a folder that is not there yet, and is removed at the end of the test. */
export function temporaryFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), "namesake-vectors-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  return join(parent, "vectors");
}

/** Entries of vectors; the fingerprints are great ones, all different. */
export function entriesOf(vectors: readonly Float32Array[], rows: Uint32Array): VectorEntry[] {
  return vectors.map((vector, i) => ({ row: rows[i] as number, fingerprint: 2 ** 53 - 1 - i, vector }));
}

export const sampleOptions = (dimensions: number): VectorFolderOptions => ({
  model: "sample-1",
  dimensions,
  contentHash: "c0ffee",
  shardRows: 16,
});

/** Writes a folder of vectors and opens it; closed at the end of the test. */
export async function writtenFolder(
  path: string,
  entries: readonly VectorEntry[],
  options: VectorFolderOptions,
): Promise<VectorFolder> {
  const writer = VectorFolderWriter.open(path, options);
  await writer.add(entries);
  await writer.finish();
  return openedFolder(path);
}

/** Opens a folder; closed at the end of the test. */
export function openedFolder(path: string): VectorFolder {
  const folder = VectorFolder.open(path);
  onTestFinished(() => folder.close());
  return folder;
}
