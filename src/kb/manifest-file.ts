import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST } from "./data-files.js";
import type { Manifest } from "./manifest.js";

/**
 * Puts a manifest in the place of the one that a folder has: whenever the process is killed, it is the old or the new one. Does not
 * return before that is on the disk, and gives way to nothing else of this process.
 */
export function writeManifest(folder: string, manifest: Manifest): void {
  const path = join(folder, MANIFEST);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, "w");
    try {
      writeSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(folder);
}

/** Waits until the names in a folder are on the disk, where the platform can. */
export function flushFolder(folder: string): void {
  if (process.platform === "win32") return;
  const file = openSync(folder, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
