import { VectorFile, type VectorFileOptions } from "../../models/vector-output/vector-file.js";
import type { RowKey } from "../../models/vector-output/vector-rows.js";
import { count, RateLine } from "./rate-line.js";

/** Vectors, and what they are of. */
export interface Rows {
  vectors: readonly Float32Array[];
  keys: readonly RowKey[];
}

/** All rows of a file. */
export interface AllRows {
  /** What is done to make them: "Encoding mentions". */
  title: string;
  total: number;
  /** The rows behind the first so many, some at a time. */
  from(first: number): AsyncIterable<Rows>;
}

/**
 * Writes vectors into a file that other programs read, and tells how far it is. A run that ended before is gone on with.
 *
 * @param path ends in .npy or .safetensors
 * @returns whether it was done, and not stopped
 * @throws {NamesakeError} UNFINISHED_UNUSABLE where the earlier run was another, WRITE_FAILED; and what making the rows throws
 */
export async function writeRows(
  path: string,
  options: Omit<VectorFileOptions, "resume">,
  { title, total, from }: AllRows,
  signal: AbortSignal,
): Promise<boolean> {
  const file = await VectorFile.open(path, { ...options, resume: true });
  try {
    const first = file.rows;
    const line = new RateLine(title, total - first);
    if (first > 0) line.print(`Going on behind ${count(first)} rows that an earlier run has left.`);
    for await (const { vectors, keys } of from(first)) {
      await file.append(vectors, keys);
      line.update(file.rows - first);
      if (signal.aborted) return false;
    }
    await file.finish(total);
    const { vectors, ids } = file.paths;
    const made = file.rows - first;
    line.print(
      `Wrote ${vectors}, whose rows are named in ${ids}: ${count(total)} vectors, ${count(made)} encoded ${line.speed(made)}.`,
    );
    return true;
  } finally {
    await file.close();
  }
}
