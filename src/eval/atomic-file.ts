import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { NamesakeError, reason } from "../errors.js";

/** What the pieces themselves threw, to be told from what the file system says. */
class PieceError extends Error {
  constructor(readonly thrown: unknown) {
    super("a piece could not be made");
  }
}

async function* guarded(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  try {
    for await (const piece of pieces) if (piece !== "") yield piece;
  } catch (error) {
    throw new PieceError(error);
  }
}

/** Whether the path is a device or a pipe, which is written to and never replaced. */
async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/**
 * Writes a text file, in UTF-8, that is there as a whole or not at all: what was there before stays until the last piece is written.
 * Folders on the way are made. Holds one piece at a time.
 *
 * @throws {NamesakeError} WRITE_FAILED; and whatever the pieces throw
 */
export async function writeAtomically(
  path: string,
  pieces: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  let temporary: string | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    const target = await realpath(path).catch(() => path);
    const write = (file: string) => pipeline(Readable.from(guarded(pieces)), createWriteStream(file));
    if (await isSpecial(target)) return await write(target);
    temporary = `${target}.${randomUUID()}.tmp`;
    await write(temporary);
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof PieceError) throw error.thrown;
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
  }
}
