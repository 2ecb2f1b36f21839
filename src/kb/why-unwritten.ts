import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { reason } from "../errors.js";

/** Fewer bytes than this are no room to write in. */
const NO_ROOM = 1 << 20;
/** EIO of POSIX, as LMDB gives it, which is also what it makes of a disk that has become full during a write. */
const INPUT_OUTPUT = 5;
/** ENOSPC of POSIX. */
const NO_SPACE = 28;
/** MDB_MAP_FULL of lmdb.h. */
const MAP_FULL = -30_792;

/**
 * Why something could not be written below `path`, and what to do, as a part of a sentence. To be asked before what was written is removed:
 * a full disk is known by the room that is left.
 */
export function whyUnwritten(error: unknown, path: string): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === MAP_FULL) return "it has outgrown the addresses that it was opened with; open it again";
  const free = freeBytes(path);
  const isFull = code === "ENOSPC" || code === NO_SPACE || (isInputOutput(code) && free < NO_ROOM);
  if (!isFull) return reason(error);
  const left = Number.isFinite(free) ? `, with ${Math.floor(free / 1000).toLocaleString("en")} kB left` : "";
  return `the disk is full${left}; free some space, or use a folder on another disk`;
}

const isInputOutput = (code: unknown): boolean => code === INPUT_OUTPUT || code === "EIO";

/** Room that is left where `path` lies, or would lie; infinite where the platform does not say. */
function freeBytes(path: string): number {
  for (let folder = path; ; folder = dirname(folder))
    try {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    } catch {
      if (dirname(folder) === folder) return Number.POSITIVE_INFINITY;
    }
}
