import type { ByteSource } from "./byte-source.js";
import { invalid } from "./invalid.js";

/** Bytes at a place of a file that is too large to be made. */
export interface Piece {
  position: number;
  bytes: Uint8Array;
}

/**
 * A file of any size of which only some pieces are real; everywhere else, `number(i)` is the float32 at the bytes
 * origin + 4 i. It counts what is read of it.
 */
export class SparseFile implements ByteSource {
  readonly name = "sparse";
  bytesRead = 0;

  constructor(
    readonly size: number,
    private readonly pieces: readonly Piece[],
    private readonly origin: number,
    private readonly number: (i: number) => number,
  ) {}

  async readInto(target: Uint8Array, position: number): Promise<void> {
    if (position + target.length > this.size) throw invalid(this.name, "beyond the end");
    this.bytesRead += target.length;
    const skew = (((position - this.origin) % 4) + 4) % 4;
    const first = (position - this.origin - skew) / 4;
    const floats = Float32Array.from({ length: Math.ceil((target.length + skew) / 4) }, (_, i) =>
      this.number(first + i),
    );
    target.set(new Uint8Array(floats.buffer, skew, target.length));
    for (const piece of this.pieces) {
      const from = Math.max(position, piece.position);
      const to = Math.min(position + target.length, piece.position + piece.bytes.length);
      if (from < to)
        target.set(piece.bytes.subarray(from - piece.position, to - piece.position), from - position);
    }
  }

  async close(): Promise<void> {}
}

/** Little-endian fields: `[2, 20]` is 20 in two bytes. */
export function fields(...values: readonly (readonly [1 | 2 | 4 | 8, number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.reduce((sum, [width]) => sum + width, 0)));
  let at = 0;
  for (const [width, value] of values) {
    if (width === 8) view.setBigUint64(at, BigInt(value), true);
    else if (width === 4) view.setUint32(at, value, true);
    else if (width === 2) view.setUint16(at, value, true);
    else view.setUint8(at, value);
    at += width;
  }
  return new Uint8Array(view.buffer);
}

/** Bytes after each other; a character of a text is one byte. */
export function joined(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)));
}

export interface EntryToZip {
  name: string;
  bytes?: Uint8Array;
  /** Of an entry without bytes. */
  size?: number;
  /** Fields that a test wants wrong. */
  method?: number;
  flags?: number;
  /** Said to be here instead of where it is. */
  position?: number;
}

/** The pieces of a zip with all its sizes and positions in the 64-bit fields, and where each entry's bytes begin. */
export function zip64(entries: readonly EntryToZip[]): { pieces: Piece[]; size: number; starts: number[] } {
  const pieces: Piece[] = [];
  const starts: number[] = [];
  const central: Uint8Array[] = [];
  let position = 0;
  for (const { name, bytes, size = bytes?.length ?? 0, method = 0, flags = 0, position: said } of entries) {
    const utf8 = Buffer.from(name);
    const common = [
      [2, 45],
      [2, flags],
      [2, method],
      [4, 0],
      [4, 0],
      [4, 2 ** 32 - 1],
      [4, 2 ** 32 - 1],
    ] as const;
    const names = [2, utf8.length] as const;
    const extra = fields([2, 1], [2, 24], [8, size], [8, size], [8, said ?? position]);
    const local = joined(
      fields([4, 0x04034b50], ...common, names, [2, 20]),
      utf8,
      fields([2, 1], [2, 16], [8, size], [8, size]),
    );
    central.push(
      joined(
        fields(
          [4, 0x02014b50],
          [2, 45],
          ...common,
          names,
          [2, extra.length],
          [2, 0],
          [2, 0],
          [2, 0],
          [4, 0],
          [4, 2 ** 32 - 1],
        ),
        utf8,
        extra,
      ),
    );
    pieces.push({ position, bytes: local });
    starts.push(position + local.length);
    if (bytes !== undefined) pieces.push({ position: position + local.length, bytes });
    position += local.length + size;
  }
  const directory = joined(...central);
  const count = entries.length;
  const end = position + directory.length;
  const record = fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, count], [8, count]);
  const all = joined(
    directory,
    record,
    fields([8, directory.length], [8, position]),
    fields([4, 0x07064b50], [4, 0], [8, end], [4, 1]),
    fields(
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, 0xffff],
      [2, 0xffff],
      [4, 2 ** 32 - 1],
      [4, 2 ** 32 - 1],
      [2, 0],
    ),
  );
  pieces.push({ position, bytes: all });
  return { pieces, size: position + all.length, starts };
}

/** A small zip as one array. */
export function zipBytes(entries: readonly EntryToZip[]): Uint8Array {
  const { pieces, size } = zip64(entries);
  const bytes = new Uint8Array(size);
  for (const piece of pieces) bytes.set(piece.bytes, piece.position);
  return bytes;
}
