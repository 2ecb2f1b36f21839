import { rmSync } from "node:fs";
import { join } from "node:path";
import { NamesakeError } from "../errors.js";
import { readLines, writeLines } from "./line-files.js";
import type { Spill } from "./line-sorter.js";
import { whyUnwritten } from "./why-unwritten.js";

/**
 * Sorted runs as text files in `folder`, called by `name`, one line an entry: entries may hold no line breaks.
 *
 * @throws {NamesakeError} WRITE_FAILED
 */
export function spillFiles(folder: string, name: string): Spill {
  const path = (run: number) => join(folder, `${name}-${run}.run`);
  return {
    write(run, lines) {
      try {
        writeLines(path(run), lines);
      } catch (error) {
        if (error instanceof NamesakeError) throw error;
        throw new NamesakeError(
          "WRITE_FAILED",
          { path: path(run), why: whyUnwritten(error, folder) },
          { cause: error },
        );
      }
    },
    read: (run) => readLines(path(run)),
    remove: (run) => rmSync(path(run)),
  };
}
