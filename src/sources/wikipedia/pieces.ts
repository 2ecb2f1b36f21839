/** A stretch of a dump that can be read alone: whole pages, and what stands before the first page of the dump. */
export interface Piece {
  /** From 0, over all dumps. */
  number: number;
  /** Up to the first page; the same for all pieces of a dump. */
  head: string;
  /** From a `<page>` on, but where a page is longer than a piece may be. */
  pages: Buffer;
}

/** Bytes of XML of a piece: some thousand pages. */
export const PIECE_BYTES = 1 << 24;
/** So many times as long a piece ends inside of a page, whose rest is passed over by who reads the next one. */
const LARGEST = 8;
/** Longest head; namespaces take 3 kB. */
const MAX_HEAD = 1 << 20;

const PAGE = Buffer.from("<page>");

/**
 * Cuts the XML of a dump into pieces, at the first page after `size` bytes: where it is cut depends on the bytes alone, not on how
 * they arrive. Holds one piece, in memory that is used again for the next: the bytes of a piece are only there until the next one is
 * asked for.
 *
 * @param first number of the first piece
 */
export async function* cutPieces(
  bytes: AsyncIterable<Buffer>,
  first: number,
  size = PIECE_BYTES,
): AsyncGenerator<Piece> {
  let number = first;
  let head: string | undefined;
  const held = new HeldBytes(size + (size >> 1));
  /** Bytes from which on it is worth looking. */
  let enough = 0;
  /** The pieces that end in what is held; they are dropped. */
  function* whole(): Generator<Piece> {
    const all = held.bytes();
    let from = 0;
    if (head === undefined) {
      const end = endOfHead(all);
      if (end === undefined) return;
      head = all.toString("utf8", 0, end);
      from = end;
    }
    for (let end = endOf(all, from, size); end !== undefined; end = endOf(all, from, size)) {
      yield { number: number++, head, pages: all.subarray(from, end) };
      from = end;
    }
    held.drop(from);
  }
  for await (const chunk of bytes) {
    held.add(chunk);
    if (held.length < enough) continue;
    yield* whole();
    enough = head === undefined ? 2 * held.length : Math.max(size, held.length) + (size >> 2);
  }
  // What came last was not worth looking at while more could come.
  yield* whole();
  const rest = held.bytes();
  if (head === undefined) yield { number, head: rest.toString("utf8"), pages: Buffer.alloc(0) };
  else if (rest.length > 0) yield { number, head, pages: rest };
}

/** Bytes that are added at the end and taken from the beginning, in one stretch of memory. */
class HeldBytes {
  private memory: Buffer;
  length = 0;

  constructor(size: number) {
    this.memory = Buffer.allocUnsafeSlow(size);
  }

  bytes(): Buffer {
    return this.memory.subarray(0, this.length);
  }

  add(chunk: Buffer): void {
    const length = this.length + chunk.length;
    if (length > this.memory.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.memory.length));
      this.memory.copy(larger, 0, 0, this.length);
      this.memory = larger;
    }
    chunk.copy(this.memory, this.length);
    this.length = length;
  }

  drop(count: number): void {
    this.memory.copyWithin(0, count, this.length);
    this.length -= count;
  }
}

/** Where the head ends, which is nowhere where it is too long to be one; undefined where more bytes are needed to say so. */
function endOfHead(bytes: Buffer): number | undefined {
  const page = bytes.subarray(0, MAX_HEAD + PAGE.length).indexOf(PAGE);
  if (page >= 0) return page;
  return bytes.length >= MAX_HEAD + PAGE.length ? 0 : undefined;
}

/** Where the piece that begins at `from` ends; undefined where more bytes are needed to say so. */
function endOf(bytes: Buffer, from: number, size: number): number | undefined {
  const most = from + LARGEST * size;
  const page = bytes.indexOf(PAGE, from + size);
  if (page >= 0 && page <= most) return page;
  return bytes.length >= most + PAGE.length ? most : undefined;
}
