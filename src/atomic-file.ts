import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, constants, link, mkdir, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { NamesakeError, reason } from "./errors.js";

/** Part of a file: text, which is written in UTF-8, or bytes, which are written from where they are. */
export type Piece = string | Uint8Array;

/** A file and what goes into it. */
export interface FileContent {
  path: string;
  pieces: AsyncIterable<Piece> | Iterable<Piece>;
}

/** What the pieces themselves threw, to be told from what the file system says. */
class PieceError extends Error {
  constructor(readonly thrown: unknown) {
    super("a piece could not be made");
  }
}

/** The system writes at most 2 GiB at once. */
const LARGEST_WRITE = 1 << 30;

async function* guarded(pieces: FileContent["pieces"]): AsyncGenerator<Piece> {
  try {
    for await (const piece of pieces)
      if (typeof piece !== "string") {
        for (let at = 0; at < piece.length; at += LARGEST_WRITE) yield piece.subarray(at, at + LARGEST_WRITE);
      } else if (piece !== "") yield piece;
  } catch (error) {
    throw new PieceError(error);
  }
}

/** What is at a path; undefined where nothing can be seen there. */
const found = (path: string) => stat(path).catch(() => undefined);

/** Whether the path is a device or a pipe, which is written to and never replaced. */
async function isSpecial(path: string): Promise<boolean> {
  const here = await found(path);
  return here !== undefined && !here.isFile() && !here.isDirectory();
}

/** A name beside a path, for what is to take its place. */
const temporaryFor = (path: string): string => `${path}.${randomUUID()}.tmp`;

/**
 * Writes files that are there as a whole or not at all: what was there before stays until the last piece of the last
 * one is on the disk, so that files that belong together stay so. Whenever the process is killed, each path has the old
 * file or the new one. Folders on the way are made. Holds one piece at a time.
 *
 * @throws {NamesakeError} WRITE_FAILED; and whatever the pieces throw
 */
export async function writeTogether(files: readonly FileContent[]): Promise<void> {
  const staged: { temporary: string; target: string; path: string }[] = [];
  let path = "";
  try {
    for (const { path: given, pieces } of files) {
      path = given;
      await mkdir(dirname(path), { recursive: true });
      const target = await realpath(path).catch(() => given);
      const write = (file: string, flush: boolean) =>
        pipeline(Readable.from(guarded(pieces)), createWriteStream(file, { flush }));
      if (await isSpecial(target)) {
        await write(target, false);
        continue;
      }
      const temporary = temporaryFor(target);
      staged.push({ temporary, target, path });
      await write(temporary, true);
    }
    for (const { temporary, target, path: given } of staged) {
      path = given;
      await rename(temporary, target);
    }
  } catch (error) {
    for (const { temporary } of staged) await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof PieceError) throw error.thrown;
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
  }
}

/**
 * Writes one file as {@link writeTogether} does.
 *
 * @throws {NamesakeError} WRITE_FAILED; and whatever the pieces throw
 */
export function writeAtomically(path: string, pieces: FileContent["pieces"]): Promise<void> {
  return writeTogether([{ path, pieces }]);
}

/**
 * Gives a file a second name, in the place of what has that name, without copying it.
 *
 * @returns false where the file system cannot; then nothing has changed
 */
export async function linkAtomically(path: string, name: string): Promise<boolean> {
  const temporary = temporaryFor(name);
  try {
    await link(path, temporary);
    await rename(temporary, name);
    return true;
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
    return false;
  }
}

/**
 * Checks that a file can be written, as far as that can be known without doing it: for those who work long before they write.
 *
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => resolve(path));
    if (await isSpecial(target)) return;
    if ((await found(target))?.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    let folder = dirname(target);
    while ((await found(folder)) === undefined && folder !== dirname(folder)) folder = dirname(folder);
    if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
  }
}
