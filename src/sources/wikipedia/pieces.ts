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
 * they arrive. Holds one piece.
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
  let held: Buffer[] = [];
  let length = 0;
  /** Bytes from which on it is worth looking. */
  let enough = 0;
  const joined = () => (held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held, length));
  for await (const chunk of bytes) {
    held.push(chunk);
    length += chunk.length;
    if (length < enough) continue;
    let rest = joined();
    if (head === undefined) {
      const at = rest.indexOf(PAGE);
      if (at >= 0 || length >= MAX_HEAD) {
        head = rest.toString("utf8", 0, Math.max(0, at));
        rest = rest.subarray(Math.max(0, at));
      }
    }
    if (head !== undefined)
      for (let end = endOf(rest, size); end !== undefined; end = endOf(rest, size)) {
        yield { number: number++, head, pages: rest.subarray(0, end) };
        rest = rest.subarray(end);
      }
    held = [rest];
    length = rest.length;
    enough = head === undefined ? 2 * length : Math.max(size, length) + (size >> 2);
  }
  if (head === undefined) yield { number, head: joined().toString("utf8"), pages: Buffer.alloc(0) };
  else if (length > 0) yield { number, head, pages: joined() };
}

/** Where the piece that begins here ends; undefined where more bytes are needed to say so. */
function endOf(bytes: Buffer, size: number): number | undefined {
  const most = LARGEST * size;
  const page = bytes.indexOf(PAGE, size);
  if (page >= 0 && page <= most) return page;
  return bytes.length >= most + PAGE.length ? most : undefined;
}
