import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { Spill } from "./line-sorter.js";

const BLOCK = 1 << 20;

/** Sorted runs as text files in `folder`, called by `name`, one line an entry: entries may hold no line breaks. */
export function spillFiles(folder: string, name: string): Spill {
  const path = (run: number) => join(folder, `${name}-${run}.run`);
  return {
    write(run, lines) {
      const file = openSync(path(run), "w");
      try {
        for (let i = 0; i < lines.length; i += 10_000)
          writeFileSync(file, `${lines.slice(i, i + 10_000).join("\n")}\n`);
      } finally {
        closeSync(file);
      }
    },
    *read(run) {
      const file = openSync(path(run), "r");
      try {
        const block = Buffer.alloc(BLOCK);
        const decoder = new StringDecoder("utf8");
        let rest = "";
        for (;;) {
          const length = readSync(file, block, 0, BLOCK, null);
          if (length === 0) break;
          const lines = (rest + decoder.write(block.subarray(0, length))).split("\n");
          rest = lines.pop() ?? "";
          yield* lines;
        }
      } finally {
        closeSync(file);
      }
    },
  };
}
