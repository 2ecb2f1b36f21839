import { closeSync, openSync, renameSync, writeFileSync } from "node:fs";
import { NamesakeError, reason } from "../errors.js";
import { MERGE_HEAD, type Merge, mergeLines } from "../sources/merge/merge-report.js";
import { ScratchFolder } from "../sources/scratch-folder.js";

/** Characters that are gathered before they are written. */
const BLOCK = 1 << 16;

/** The list of what was merged, as it grows in a file of its own until the KB's folder is there. */
export class MergeList {
  private readonly scratch: ScratchFolder;
  private readonly path: string;
  private file: number | undefined;
  private waiting = MERGE_HEAD;
  private readonly counts = { merges: 0, absorbed: 0, differing: 0 };

  /** @param folder on the same file system as the KB's */
  constructor(folder: string) {
    this.scratch = new ScratchFolder(folder);
    this.path = this.scratch.path("merges.tsv");
  }

  add(merge: Merge): void {
    this.counts.merges++;
    this.counts.absorbed += merge.absorbed.length;
    if (merge.conflicts.length > 0) this.counts.differing++;
    this.waiting += mergeLines(merge);
    if (this.waiting.length >= BLOCK) this.flush();
  }

  /** Moves the list to its place, and says in a line what is in it. */
  finish(path: string): string {
    this.flush();
    this.close();
    try {
      renameSync(this.path, path);
    } catch (error) {
      throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
    }
    const [merges, absorbed, differing] = Object.values(this.counts).map((count) =>
      count.toLocaleString("en"),
    );
    return `Merged ${absorbed} records into ${merges} others, ${differing} of them with conflicts: ${path}`;
  }

  abandon(): void {
    this.close();
    this.scratch.removeFiles();
  }

  private flush(): void {
    try {
      this.file ??= openSync(this.path, "w");
      writeFileSync(this.file, this.waiting);
    } catch (error) {
      throw new NamesakeError("WRITE_FAILED", { path: this.path, why: reason(error) }, { cause: error });
    }
    this.waiting = "";
  }

  private close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}
