import { rmSync } from "node:fs";
import { join } from "node:path";
import { readLines, writeLines } from "./line-files.js";
import type { Spill } from "./line-sorter.js";

/** Sorted runs as text files in `folder`, called by `name`, one line an entry: entries may hold no line breaks. */
export function spillFiles(folder: string, name: string): Spill {
  const path = (run: number) => join(folder, `${name}-${run}.run`);
  return {
    write: (run, lines) => void writeLines(path(run), lines),
    read: (run) => readLines(path(run)),
    remove: (run) => rmSync(path(run)),
  };
}
