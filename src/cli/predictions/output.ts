import { ResumableFiles, type ResumableOptions } from "../../resumable-files.js";
import { write } from "../terminal.js";
import type { PredictedDocument } from "./format.js";
import type { Reached } from "./reached.js";

/** Where predictions go. */
export interface Output {
  /** Where an earlier run was that is gone on with. */
  readonly before: Reached | undefined;
  /** The earlier run had come to its end but for the name of its file, which is there now. */
  readonly complete: boolean;
  write(text: string): Promise<void>;
  /** Writes the vectors of a document, where they are wanted. What is wrong with the document is thrown before anything is written. */
  embed?(predicted: PredictedDocument): Promise<void>;
  /** Keeps what was written up to here, from time to time. */
  checkpoint(reached: Reached): Promise<void>;
  /** What was written is all. */
  finish(reached: Reached): Promise<void>;
  /** What was written is to be gone on with. */
  stop(reached: Reached): Promise<void>;
  /** Frees what is open. */
  close(): Promise<void>;
}

const nothing = async (): Promise<void> => {};

/** Standard output; a line is written when it is there. */
export const toStandardOutput: Output = {
  before: undefined,
  complete: false,
  write,
  checkpoint: nothing,
  finish: nothing,
  stop: nothing,
  close: nothing,
};

/**
 * A file that is there when it is complete.
 *
 * @throws {NamesakeError} UNFINISHED_EXISTS, UNFINISHED_UNUSABLE, WRITE_FAILED
 */
export async function toFile(path: string, options: ResumableOptions): Promise<Output> {
  const files = await ResumableFiles.open<Reached>([path], options);
  return {
    before: files.state,
    complete: files.complete,
    write: (text) => files.append(0, text),
    checkpoint: (reached) => files.checkpoint(reached),
    finish: (reached) => files.finish(reached),
    stop: (reached) => files.commit(reached),
    close: () => files.close(),
  };
}
