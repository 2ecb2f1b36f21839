import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { NamesakeError, reason } from "../../errors.js";

/**
 * A file that grows by whole records. It writes at once and waits for the system: records are small, and one that was
 * appended is in the file even if the process is killed right after.
 */
export class AppendFile {
  #end = 0;

  private constructor(
    readonly path: string,
    private readonly file: number,
  ) {}

  /**
   * Makes the file, and the folders that it lies in.
   *
   * @param exclusive whether a file that is there is an error; else it is emptied
   * @throws {NamesakeError} WRITE_FAILED
   */
  static create(path: string, exclusive = false): AppendFile {
    return guarded(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      return new AppendFile(path, openSync(path, exclusive ? "wx" : "w"));
    });
  }

  /**
   * Opens a file that is there, to go on with it.
   *
   * @param end bytes that are kept; what follows on them is cut away at one moment
   * @throws {NamesakeError} WRITE_FAILED
   */
  static open(path: string, end: number): AppendFile {
    return guarded(path, () => {
      const opened = new AppendFile(path, openSync(path, "r+"));
      ftruncateSync(opened.file, end);
      opened.#end = end;
      return opened;
    });
  }

  /**
   * Appends a record whole or not at all.
   *
   * @throws {NamesakeError} WRITE_FAILED, after which the file is as it was before
   */
  append(record: Uint8Array): void {
    guarded(this.path, () => {
      try {
        for (let done = 0; done < record.length; )
          done += writeSync(this.file, record, done, record.length - done, this.#end + done);
      } catch (error) {
        ftruncateSync(this.file, this.#end);
        throw error;
      }
      this.#end += record.length;
    });
  }

  /** Waits until the disk has all records: from then on they outlive a power failure too. */
  sync(): void {
    guarded(this.path, () => fsyncSync(this.file));
  }

  close(): void {
    closeSync(this.file);
  }
}

function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
  }
}
