import { ByteReader, ByteWriter } from "./varints.js";

/** Documents of a window, as a power of two: the unit by which a search leaves documents out. */
export const WINDOW_BITS = 12;
export const WINDOW = 1 << WINDOW_BITS;

/** Postings of a window, on average, from which a list has a directory of its windows. */
const DENSE = 8;
/** Upper bounds are kept as one byte, a fraction of this. */
export const BOUND_STEPS = 255;

/** The documents that have a term, ascending, and how often each has it. Both arrays may be longer than the list. */
export interface Postings {
  documents: Uint32Array;
  counts: Uint32Array;
  length: number;
}

/** The windows of a list in which it has documents, ascending. */
export interface Directory {
  windows: Uint32Array;
  /** The largest saturation in each window, rounded up, in {@link BOUND_STEPS}. */
  bounds: Uint8Array;
  /** Where the postings of each window begin among the bytes; one more for where the last end. */
  starts: Uint32Array;
}

/**
 * Writes lists of postings as bytes: length × 2 + (1 where there is a directory); the directory; the postings. A posting is the gap to
 * the document before × 2 + (1 where the count is not 1), then the count − 2 where it is not 1. In the first posting of a list, and of
 * a window of a directory, the gap is that to its beginning. The directory has of each window the gap to the one before, the bytes of
 * its postings and the bound. All numbers are varints but the bound.
 */
export class PostingEncoder {
  private readonly list = new ByteWriter();
  private readonly directory = new ByteWriter();
  private readonly body = new ByteWriter();

  /**
   * @param windows of the collection
   * @param saturation of a count in a document, from 0 to 1: bounds are taken of it
   */
  constructor(
    private readonly windows: number,
    private readonly saturation: (document: number, count: number) => number,
  ) {}

  /** The bytes of a list; valid until the next call. */
  encode(postings: Postings): Uint8Array {
    this.list.clear();
    this.body.clear();
    const dense = postings.length >= DENSE * this.windows;
    this.list.varint(2 * postings.length + (dense ? 1 : 0));
    if (dense) this.writeWindows(postings);
    else this.writeRun(postings, 0, postings.length, 0);
    this.list.append(this.body.written);
    return this.list.written;
  }

  private writeWindows(postings: Postings): void {
    const { documents, length } = postings;
    const { list, directory, body } = this;
    directory.clear();
    let filled = 0;
    let previous = -1;
    for (let from = 0; from < length; ) {
      const window = (documents[from] as number) >>> WINDOW_BITS;
      let to = from + 1;
      while (to < length && (documents[to] as number) >>> WINDOW_BITS === window) to++;
      const before = body.length;
      const bound = this.writeRun(postings, from, to, window << WINDOW_BITS);
      directory.varint(window - previous - 1);
      directory.varint(body.length - before);
      directory.byte(Math.ceil(bound * BOUND_STEPS));
      previous = window;
      filled++;
      from = to;
    }
    list.varint(filled);
    list.append(directory.written);
  }

  /** @returns the largest saturation of the run */
  private writeRun({ documents, counts }: Postings, from: number, to: number, beginning: number): number {
    let next = beginning;
    let bound = 0;
    for (let i = from; i < to; i++) {
      const document = documents[i] as number;
      const count = counts[i] as number;
      this.body.varint((document - next) * 2 + (count === 1 ? 0 : 1));
      if (count !== 1) this.body.varint(count - 2);
      next = document + 1;
      bound = Math.max(bound, this.saturation(document, count));
    }
    return bound;
  }
}

/** Reads the head of a list: how long it is, and its directory, or where its postings begin. */
export function readHead(bytes: Uint8Array): {
  length: number;
  directory: Directory | undefined;
  start: number;
} {
  const reader = new ByteReader(bytes);
  const head = reader.varint();
  const directory = head % 2 === 1 ? readDirectory(reader) : undefined;
  return { length: head >>> 1, directory, start: reader.at };
}

function readDirectory(reader: ByteReader): Directory {
  const filled = reader.varint();
  const windows = new Uint32Array(filled);
  const bounds = new Uint8Array(filled);
  const starts = new Uint32Array(filled + 1);
  for (let i = 0, next = 0, start = 0; i < filled; i++) {
    next += reader.varint();
    windows[i] = next++;
    start += reader.varint();
    starts[i + 1] = start;
    bounds[i] = reader.byte();
  }
  for (let i = 0; i <= filled; i++) starts[i] = (starts[i] as number) + reader.at;
  return { windows, bounds, starts };
}

/** All postings of a list. */
export function decodePostings(bytes: Uint8Array): Postings {
  const { length, directory, start } = readHead(bytes);
  const postings = { documents: new Uint32Array(length), counts: new Uint32Array(length), length: 0 };
  if (directory === undefined) readRun(bytes, start, bytes.length, 0, postings);
  else
    for (const [i, window] of directory.windows.entries())
      readRun(
        bytes,
        directory.starts[i] as number,
        directory.starts[i + 1] as number,
        window << WINDOW_BITS,
        postings,
      );
  return postings;
}

/**
 * Reads the postings between two places of a list's bytes and puts them after those of `into`, which has room for them.
 *
 * @param beginning of the list, or the first document of the window
 */
export function readRun(
  bytes: Uint8Array,
  from: number,
  to: number,
  beginning: number,
  into: Postings,
): void {
  const { documents, counts } = into;
  let { length } = into;
  let next = beginning;
  let at = from;
  while (at < to) {
    let code = bytes[at++] as number;
    // Written out, as searches spend most of their time here.
    if (code >= 0x80) {
      code &= 0x7f;
      for (let shift = 7; ; shift += 7) {
        const byte = bytes[at++] as number;
        code |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
    }
    let count = 1;
    if ((code & 1) === 1) {
      const reader = new ByteReader(bytes, at);
      count = reader.varint() + 2;
      at = reader.at;
    }
    next += code >>> 1;
    documents[length] = next++;
    counts[length++] = count;
  }
  into.length = length;
}
