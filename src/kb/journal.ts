import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { text, utf8 } from "./bytes.js";
import { murmur128 } from "./content-hash.js";
import type { Journal, JournalEntry } from "./memory-store.js";
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

/** The entries of all whole transactions of a journal, where the last of them ends, and the size of the file. */
export function readJournal(path: string): { entries: JournalEntry[]; end: number; size: number } {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { entries: [], end: 0, size: 0 };
    throw error;
  }
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
  return { entries, end, size: bytes.length };
}

/** Appends transactions at `end`; the file is made if it is not there. One writer at a time: a second one is found out, unless both write at the same moment. */
export class FileJournal implements Journal {
  private readonly file: number;
  private end: number;
  private size: number;

  /** @param found what {@link readJournal} found in the file */
  constructor(path: string, found: { end: number; size: number }) {
    this.end = found.end;
    this.size = found.size;
    this.file = openSync(path, constants.O_RDWR | constants.O_CREAT);
  }

  append(entries: JournalEntry[]): void {
    const { size, nlink } = fstatSync(this.file);
    if (nlink === 0) throw new Error("it was built anew since it was opened; open it again");
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
