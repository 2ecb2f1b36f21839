import { join } from "node:path";
import { linkAtomically } from "../../atomic-file.js";
import { type Checkpoint, writeCheckpoint } from "./checkpoint.js";

/** Where a run keeps its checkpoints: the one to go on from, and the one with the best score. */
export interface BestAndLast {
  readonly best: string;
  readonly last: string;
  /**
   * Writes a checkpoint as the last one, and as the best one too if it is. The best is never behind the last: a run
   * that goes on from the last believes the best score in it.
   *
   * @throws {NamesakeError} WRITE_FAILED; {RangeError} as {@link writeCheckpoint}
   */
  write(checkpoint: Checkpoint, isBest: boolean): Promise<void>;
}

/**
 * @param folder made at the first checkpoint
 * @example
 * ```ts
 * const checkpoints = bestAndLast("run");
 * await checkpoints.write({ tensors, state: { step, best: score } }, score > best);
 * const { tensors, state } = await readCheckpoint(checkpoints.last);
 * ```
 */
export function bestAndLast(folder: string): BestAndLast {
  const best = join(folder, "best.safetensors");
  const last = join(folder, "last.safetensors");
  return {
    best,
    last,
    async write(checkpoint, isBest) {
      if (!isBest) return writeCheckpoint(last, checkpoint);
      await writeCheckpoint(best, checkpoint);
      // Where a file can have two names, both are the same bytes on the disk until one of them is replaced.
      if (!(await linkAtomically(best, last))) await writeCheckpoint(last, checkpoint);
    },
  };
}
