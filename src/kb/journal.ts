import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from "node:fs";
import { text, utf8 } from "./bytes.js";
import { murmur128 } from "./content-hash.js";
import { withFileLock } from "./file-lock.js";
import { BUILT_ANEW } from "./generation.js";
import type { Journal, JournalEntry } from "./memory-store.js";
import type { SortedTable } from "./sorted-table.js";
import { TABLES, type Table } from "./store.js";

/**
 * Transactions of a memory store in a file, one after the other: length (uint32), check (uint32), then the entries. A
 * transaction that a kill cut short fails its check, and the file ends before it.
 */
const HEADER = 8;
const REMOVED = 0xffffffff;
const NAMES = Object.keys(TABLES) as Table[];

const check = (bytes: Uint8Array): number => murmur128(bytes)[0];

function encode(entries: readonly JournalEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [table, key, value] of entries) {
    const keyText = utf8(String(key));
    const head = new Uint8Array(9);
    const view = new DataView(head.buffer);
    view.setUint8(0, NAMES.indexOf(table));
    view.setUint32(1, keyText.length, true);
    view.setUint32(5, value?.length ?? REMOVED, true);
    parts.push(head, keyText, value ?? new Uint8Array(0));
  }
  return Buffer.concat(parts);
}

function* decode(bytes: Uint8Array): Generator<JournalEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const table = NAMES[view.getUint8(at)];
    if (table === undefined) throw new RangeError("its journal names a table that does not exist");
    const keyLength = view.getUint32(at + 1, true);
    const valueLength = view.getUint32(at + 5, true);
    at += 9;
    const key = text(bytes.subarray(at, at + keyLength));
    at += keyLength;
    const length = valueLength === REMOVED ? 0 : valueLength;
    const value = valueLength === REMOVED ? undefined : bytes.slice(at, at + length);
    at += length;
    yield [table, TABLES[table] === "index" ? Number(key) : key, value];
  }
}

/** What is in a journal: the entries of its whole transactions, where the last of them ends, and the size of the file. */
export interface JournalContent {
  entries: JournalEntry[];
  end: number;
  size: number;
}

/** @param start where `bytes` begin in the file */
function parse(bytes: Uint8Array, start: number): JournalContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: JournalEntry[] = [];
  let end = 0;
  while (end + HEADER <= bytes.length) {
    const length = view.getUint32(end, true);
    const body = bytes.subarray(end + HEADER, end + HEADER + length);
    if (body.length < length || check(body) !== view.getUint32(end + 4, true)) break;
    for (const entry of decode(body)) entries.push(entry);
    end += HEADER + length;
  }
  return { entries, end: start + end, size: start + bytes.length };
}

/** Reads a journal from its beginning; one that is not there is empty. */
export function readJournal(path: string): JournalContent {
  try {
    return parse(readFileSync(path), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { entries: [], end: 0, size: 0 };
    throw error;
  }
}

/** A snapshot and its journal, which take the place of others. */
export interface NextJournal {
  path: string;
  found: JournalContent;
  tables: Record<Table, SortedTable>;
}

/** What those who share a journal need: to write one after the other, and to go on with another one that takes its place. */
export interface SharedJournal {
  /** A file that is there while one of them writes. */
  lock: string;
  /** What has taken the place of the journal at `path`; undefined where nothing has. */
  next(path: string): NextJournal | undefined;
}

/** Appends transactions at `end`; the file is made if it is not there. */
export class FileJournal implements Journal {
  private file: number;
  private end: number;
  private size: number;

  /**
   * @param found what {@link readJournal} found in the file
   * @param shared where other processes may write as well; without it, one that does is found out, unless both write at the same moment
   */
  constructor(
    private path: string,
    found: { end: number; size: number },
    private readonly shared: SharedJournal | undefined = undefined,
  ) {
    this.end = found.end;
    this.size = found.size;
    this.file = openJournal(path);
  }

  locked<T>(write: () => T): T {
    return this.shared === undefined ? write() : withFileLock(this.shared.lock, write);
  }

  catchUp(): { tables?: Record<Table, SortedTable>; entries: JournalEntry[] } {
    const next = this.shared?.next(this.path);
    if (next === undefined) return { entries: this.readOn() };
    const file = openJournal(next.path);
    closeSync(this.file);
    this.file = file;
    this.path = next.path;
    this.end = next.found.end;
    this.size = next.found.size;
    return { tables: next.tables, entries: next.found.entries };
  }

  private readOn(): JournalEntry[] {
    const { size } = fstatSync(this.file);
    // Behind what a kill cut short, the size may be the same after a transaction went over it.
    if (size === this.size && size === this.end) return [];
    const bytes = Buffer.alloc(Math.max(0, size - this.end));
    const read = readSync(this.file, bytes, 0, bytes.length, this.end);
    const found = parse(bytes.subarray(0, read), this.end);
    this.end = found.end;
    this.size = size;
    return found.entries;
  }

  append(entries: JournalEntry[]): void {
    const { size, nlink } = fstatSync(this.file);
    if (nlink === 0) throw new Error(BUILT_ANEW);
    if (size !== this.size) throw new Error("it was changed elsewhere since it was opened; open it again");
    const body = encode(entries);
    const header = new Uint8Array(HEADER);
    const view = new DataView(header.buffer);
    view.setUint32(0, body.length, true);
    view.setUint32(4, check(body), true);
    const bytes = Buffer.concat([header, body]);
    try {
      // A short write leaves a transaction that fails its check: the next one goes over it.
      let written = 0;
      while (written < bytes.length)
        written += writeSync(this.file, bytes, written, bytes.length - written, this.end + written);
      ftruncateSync(this.file, this.end + bytes.length);
      fsyncSync(this.file);
    } catch (error) {
      ftruncateSync(this.file, this.end);
      this.size = this.end;
      throw error;
    }
    this.end += bytes.length;
    this.size = this.end;
  }

  close(): void {
    closeSync(this.file);
  }
}

const openJournal = (path: string): number => openSync(path, constants.O_RDWR | constants.O_CREAT);
