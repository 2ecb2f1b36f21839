import { open, writeFile } from "node:fs/promises";

/** Writes a new file of several parts, and waits until it is on the disk. */
export async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, "w");
  try {
    for (const part of parts) await writeFile(file, part);
    await file.sync();
  } finally {
    await file.close();
  }
}
