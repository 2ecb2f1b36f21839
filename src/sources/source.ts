import type { SourceInfo } from "../kb/manifest.js";
import type { EntityRecord } from "../kb/record.js";

/** What happened while a source was read. Both are called synchronously and must not throw. */
export interface SourceObserver {
  /** A record was left out; `message` says where it stands and why, in one line. */
  rejected(message: string): void;
  /** Share of the input read so far, 0 to 1. Absent where nobody watches. */
  progress?(fraction: number): void;
}

/** Anything that yields entities. Records stream: a source never holds all of them. */
export interface Source {
  /** Known after `records` has ended, since it counts what was taken. */
  readonly info: SourceInfo[];
  records(observer: SourceObserver): AsyncIterable<EntityRecord>;
}
