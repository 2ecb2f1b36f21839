import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readLines, writeLines } from "../../kb/line-files.js";
import { LineSorter } from "../../kb/line-sorter.js";
import { mergeLines } from "../../kb/merge-lines.js";
import { spillFiles } from "../../kb/spill-files.js";

/**
 * The intermediate results are lines of fields with tabs between them, sorted by UTF-16 units: a tab is below every character of a
 * field, so that lines are in the order of their first fields, then of the second.
 */

/** Lines that are sorted in memory: about 50 MB. */
const RUN = 250_000;
/** Files that are merged at once. */
const FAN_IN = 64;

/**
 * A sorter whose runs go to `folder`, named by what is sorted; they are removed when the sorted lines were read to the end.
 * Long lines want short runs.
 */
export class FileSorter {
  private readonly lines: LineSorter;

  constructor(
    private readonly folder: string,
    private readonly name: string,
    runLength = RUN,
  ) {
    this.lines = new LineSorter(spillFiles(folder, `${name}.sorting`), runLength);
  }

  /** Adds a line of these fields. */
  add(...fields: string[]): void {
    // Joined, and not added up: that would keep all parts in memory, and what they were cut from, until somebody reads the line.
    this.lines.add(fields.join("\t"));
  }

  *sorted(): Generator<string> {
    yield* this.lines.sorted();
    for (const file of readdirSync(this.folder))
      if (file.startsWith(`${this.name}.sorting-`)) rmSync(join(this.folder, file));
  }
}

/** The lines of many sorted files as one sorted sequence. Where there are too many to be open at once, some are merged in `folder` before. */
export function* mergeFiles(paths: readonly string[], folder: string): Generator<string> {
  let files = [...paths];
  let temporary: string[] = [];
  for (let level = 0; files.length > FAN_IN; level++) {
    const merged: string[] = [];
    for (let from = 0; from < files.length; from += FAN_IN) {
      const path = join(folder, `merging-${level}-${merged.length}.run`);
      writeLines(path, mergeLines(files.slice(from, from + FAN_IN).map(readLines)));
      merged.push(path);
    }
    for (const path of temporary) rmSync(path);
    files = temporary = merged;
  }
  try {
    yield* mergeLines(files.map(readLines));
  } finally {
    for (const path of temporary) rmSync(path, { force: true });
  }
}

/** What comes before the first tab of a line. */
export function keyOf(line: string): string {
  const end = line.indexOf("\t");
  return end < 0 ? line : line.slice(0, end);
}

/** What comes behind the first `fields` fields of a line. */
export function behind(line: string, fields: number): string {
  let at = 0;
  for (let i = 0; i < fields; i++) {
    const end = line.indexOf("\t", at);
    if (end < 0) return "";
    at = end + 1;
  }
  return line.slice(at);
}

/** Lines of one key. */
export interface Group {
  key: string;
  lines: string[];
}

/** The lines by their keys, as they follow each other. Holds the lines of one key. */
export function* groups(lines: Iterable<string>): Generator<Group> {
  let group: Group | undefined;
  for (const line of lines) {
    const key = keyOf(line);
    if (group?.key === key) group.lines.push(line);
    else {
      if (group !== undefined) yield group;
      group = { key, lines: [line] };
    }
  }
  if (group !== undefined) yield group;
}

/** A sorted sequence that is walked along another one: finds the lines of keys that are asked for in ascending order. */
export class Alongside {
  private readonly lines: Iterator<string>;
  private next: IteratorResult<string>;

  constructor(lines: Iterable<string>) {
    this.lines = lines[Symbol.iterator]();
    this.next = this.lines.next();
  }

  /** The lines of this key, without it; a key that was passed over has none. */
  take(key: string): string[] {
    const found: string[] = [];
    for (let line = this.peek(); line !== undefined; line = this.peek()) {
      const own = keyOf(line);
      if (own > key) break;
      if (own === key) found.push(line.slice(own.length + 1));
      this.next = this.lines.next();
    }
    return found;
  }

  close(): void {
    this.lines.return?.();
  }

  private peek(): string | undefined {
    return this.next.done === true ? undefined : this.next.value;
  }
}

const DIVIDERS = /[\u0000-\u001f\u007f\u2028\u2029]/;
const ALL_DIVIDERS = /[\u0000-\u001f\u007f\u2028\u2029]+/g;

/** A field without what divides fields and lines. */
export const fieldOf = (text: string): string =>
  (DIVIDERS.test(text) ? text.replace(ALL_DIVIDERS, " ") : text).trim();
