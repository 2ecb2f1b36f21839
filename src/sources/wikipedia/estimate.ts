import { statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { NamesakeError, reason } from "../../errors.js";

/** Bytes of XML that a byte of a dump becomes, by the ending of its name: 3.6 to 4.4 in excerpts of dumps. */
const UNPACKED: readonly (readonly [ending: string, factor: number])[] = [
  [".bz2", 4],
  [".gz", 4],
  ["", 1],
];
/**
 * Bytes of a work folder, while it is largest, and of a KB with its training documents, a byte of XML: at most, in excerpts of dumps,
 * 0.87 and 0.66. Sorting needs some of it twice.
 */
const WORK = 1.1;
const RESULT = 0.7;
/** Bytes of XML a second that a thread reads, and that the stages behind take together, which are one thread: with room to spare. */
const READ = 20e6;
const REST = 10e6;

/** What a build will take, roughly. */
export interface Estimate {
  /** Bytes of XML. */
  xml: number;
  /** Bytes on the disk at most, dumps apart. */
  disk: number;
  /** Bytes that are free where the work folder will be. */
  free: number;
  seconds: number;
}

/**
 * Says what a build will take.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND
 */
export async function estimate(
  dumps: readonly string[],
  workFolder: string,
  workers: number,
): Promise<Estimate> {
  let xml = 0;
  for (const path of dumps)
    xml += dumpSize(path) * (UNPACKED.find(([ending]) => path.endsWith(ending))?.[1] ?? 1);
  return {
    xml,
    disk: xml * (WORK + RESULT),
    free: await freeBytes(workFolder),
    seconds: xml / (READ * workers) + xml / REST,
  };
}

/** @throws {NamesakeError} SOURCE_NOT_FOUND */
export function dumpSize(path: string): number {
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    return found.size;
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) });
  }
}

/** Of the file system on which a path is, or will be. */
async function freeBytes(path: string): Promise<number> {
  for (let folder = path; ; folder = dirname(folder))
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch {
      if (folder === dirname(folder)) return Number.POSITIVE_INFINITY;
    }
}
