import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { NamesakeError, reason } from "../errors.js";

/**
 * Writes a file that is there as a whole or not at all: what was there before stays until all bytes are on the disk.
 * Folders on the way are made.
 *
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function replaceFile(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      for (const chunk of chunks) await writeAll(file, chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
  }
}

/** The system writes at most 2 GiB at once. */
const LARGEST_WRITE = 1 << 30;

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(bytes.length - done, LARGEST_WRITE));
    done += bytesWritten;
  }
}
