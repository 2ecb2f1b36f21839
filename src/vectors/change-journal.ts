import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { NamesakeError, reason } from "../errors.js";
import type { QuantisedEntry } from "./delta-rows.js";

/** A change of the vectors of a folder. */
export type Change =
  | { kind: "set"; entry: QuantisedEntry }
  | { kind: "remove"; row: number }
  /** The vectors are now those of the KB of this `contentHash`. */
  | { kind: "content"; contentHash: string };

/**
 * Changes in a file, one after the other: length (uint32), check (first four bytes of SHA-1), then kind (uint8) and fields,
 * little-endian. A change that a kill cut short fails its check, and the file ends before it.
 */
const HEADER = 8;
const SET = 0;
const REMOVE = 1;
const CONTENT = 2;
/** Kind, row, fingerprint and scale: what stands before the numbers of a vector. */
const SET_HEAD = 1 + 4 + 8 + 4;

const check = (body: Uint8Array): number => createHash("sha1").update(body).digest().readUInt32LE(0);

function bodyOf(change: Change): Buffer {
  switch (change.kind) {
    case "set": {
      const { row, fingerprint, scale, values } = change.entry;
      const body = Buffer.alloc(SET_HEAD + values.length);
      body.writeUInt8(SET, 0);
      body.writeUInt32LE(row, 1);
      body.writeDoubleLE(fingerprint, 5);
      body.writeFloatLE(scale, 13);
      body.set(values, SET_HEAD);
      return body;
    }
    case "remove": {
      const body = Buffer.alloc(5);
      body.writeUInt8(REMOVE, 0);
      body.writeUInt32LE(change.row, 1);
      return body;
    }
    case "content":
      return Buffer.concat([Uint8Array.of(CONTENT), Buffer.from(change.contentHash)]);
  }
}

function encode(change: Change): Buffer {
  const body = bodyOf(change);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(body.length, 0);
  header.writeUInt32LE(check(body), 4);
  return Buffer.concat([header, body]);
}

function decode(body: Buffer, dimensions: number): Change {
  const kind = body.readUInt8(0);
  if (kind === CONTENT) return { kind: "content", contentHash: body.toString("utf8", 1) };
  const row = body.readUInt32LE(1);
  if (kind === REMOVE) return { kind: "remove", row };
  if (kind !== SET) throw new Error("it has a change of an unknown kind");
  const values = Int8Array.from(body.subarray(SET_HEAD));
  if (values.length !== dimensions)
    throw new Error(`it has a vector of ${values.length} dimensions instead of ${dimensions}`);
  return {
    kind: "set",
    entry: { row, fingerprint: body.readDoubleLE(5), scale: body.readFloatLE(13), values },
  };
}

/** What is in a journal. */
export interface FoundChanges {
  changes: Change[];
  /** Where the last whole change ends. */
  end: number;
  /** Of the file, which may have a torn change at its end. */
  size: number;
}

/**
 * Reads the changes of a journal, none where there is no file.
 *
 * @throws {NamesakeError} VECTORS_DAMAGED
 */
export function readChanges(path: string, dimensions: number): FoundChanges {
  const changes: Change[] = [];
  let end = 0;
  let size = 0;
  try {
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    size = bytes.length;
    while (end + HEADER <= bytes.length) {
      const length = bytes.readUInt32LE(end);
      const body = bytes.subarray(end + HEADER, end + HEADER + length);
      if (body.length === 0 || body.length < length || check(body) !== bytes.readUInt32LE(end + 4)) break;
      changes.push(decode(body, dimensions));
      end += HEADER + length;
    }
  } catch (error) {
    throw new NamesakeError("VECTORS_DAMAGED", { path, why: reason(error) }, { cause: error });
  }
  return { changes, end, size };
}

/** Appends changes to a file, which is made if it is not there. One writer at a time: a second one is found out. */
export class ChangeJournal {
  private readonly file: number;
  private end: number;
  private size: number;

  /**
   * @param found what {@link readChanges} found in the file
   * @throws {NamesakeError} WRITE_FAILED
   */
  constructor(
    private readonly path: string,
    found: { end: number; size: number },
  ) {
    this.end = found.end;
    this.size = found.size;
    try {
      this.file = openSync(path, constants.O_RDWR | constants.O_CREAT);
    } catch (error) {
      throw this.failure(error);
    }
  }

  /**
   * Appends changes; if that fails, none is kept. They outlive this process at once, and the machine's failure after {@link flush}.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  append(changes: readonly Change[]): void {
    const bytes = Buffer.concat(changes.map(encode));
    try {
      const { size, nlink } = fstatSync(this.file);
      if (nlink === 0) throw new Error("it was removed since it was opened; open the folder again");
      if (size !== this.size)
        throw new Error("it was changed elsewhere since it was opened; open the folder again");
      this.write(bytes);
    } catch (error) {
      throw this.failure(error);
    }
  }

  /**
   * Brings all to the disk.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  flush(): void {
    try {
      fsyncSync(this.file);
    } catch (error) {
      throw this.failure(error);
    }
  }

  close(): void {
    closeSync(this.file);
  }

  private write(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.file, bytes, done, bytes.length - done, this.end + done);
      this.end += bytes.length;
    } finally {
      // What is left of a torn change or of a failed write goes.
      ftruncateSync(this.file, this.end);
      this.size = this.end;
    }
  }

  private failure(error: unknown): NamesakeError {
    return new NamesakeError("WRITE_FAILED", { path: this.path, why: reason(error) }, { cause: error });
  }
}
