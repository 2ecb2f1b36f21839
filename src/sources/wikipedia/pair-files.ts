import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";

/** Pairs read or written at a time. */
const BLOCK = 1 << 13;

/** Which of the two halves of a 64-bit number counts more, as this machine lays them out. */
export const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
export const LOW = 1 - HIGH;

/** A sequence of pairs that is walked through: nothing is allocated for a pair. */
export interface PairCursor {
  first: number;
  second: number;
  /** Goes to the next pair; false, where there is none. To be called before the first one too. */
  next(): boolean;
  close(): void;
}

/** A new file of pairs of numbers below 2³²: eight bytes each, as the machine lays them out. */
export class PairWriter {
  private readonly file: number;
  private readonly block = new Uint32Array(2 * BLOCK);
  private used = 0;

  constructor(path: string) {
    this.file = openSync(path, "w");
  }

  add(first: number, second: number): void {
    this.block[this.used + HIGH] = first;
    this.block[this.used + LOW] = second;
    this.used += 2;
    if (this.used === this.block.length) this.flush();
  }

  addAll(pairs: PairCursor): void {
    while (pairs.next()) this.add(pairs.first, pairs.second);
  }

  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.file);
    }
  }

  private flush(): void {
    const bytes = new Uint8Array(this.block.buffer, 0, 4 * this.used);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at);
    this.used = 0;
  }
}

/**
 * The pairs of a file of a {@link PairWriter}.
 *
 * @param isTemporary whether the file is removed when the cursor is closed
 */
export const readPairs = (path: string, isTemporary = false): PairCursor => new FilePairs(path, isTemporary);

class FilePairs implements PairCursor {
  first = 0;
  second = 0;
  private file: number | undefined;
  private readonly block = new Uint32Array(2 * BLOCK);
  private at = 0;
  private end = 0;

  constructor(
    private readonly path: string,
    private readonly isTemporary: boolean,
  ) {
    this.file = openSync(path, "r");
  }

  next(): boolean {
    if (this.at === this.end && !this.fill()) return false;
    this.first = this.block[this.at + HIGH] as number;
    this.second = this.block[this.at + LOW] as number;
    this.at += 2;
    return true;
  }

  private fill(): boolean {
    if (this.file === undefined) return false;
    const bytes = new Uint8Array(this.block.buffer);
    let length = 0;
    // A read may bring fewer bytes than asked for, and then the rest of a pair is missing.
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(this.file, bytes, length, bytes.length - length, null);
    this.at = 0;
    this.end = length >> 2;
    return length > 0;
  }

  close(): void {
    if (this.file === undefined) return;
    closeSync(this.file);
    this.file = undefined;
    if (this.isTemporary) rmSync(this.path);
  }
}
