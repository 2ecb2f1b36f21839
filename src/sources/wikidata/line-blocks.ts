/** Some whole lines of a dump. */
export interface LineBlock {
  /** Ends with a line end, or with the dump. */
  bytes: Buffer;
  /** Number of the first line, from 1. */
  first: number;
  /** What the numbers count: lines of the dump, or entities where these are not on lines of their own. */
  unit: "line" | "entity";
}

/** Bytes that a block has at least, but for the last. */
export const BLOCK_BYTES = 4 * 1024 * 1024;

/** Longest line that is read, in bytes; the longest items of Wikidata have some 10 MB. */
export const MAX_LINE_BYTES = 128 * 1024 * 1024;

const LINE_END = 0x0a;

/**
 * Cuts a stream of bytes at line ends. Memory: one block, or the longest line.
 *
 * @param onSkipped is told the number of a line that is longer than `longest` bytes, which is left out
 */
export async function* lineBlocks(
  chunks: AsyncIterable<Buffer>,
  onSkipped: (line: number) => void = () => {},
  size = BLOCK_BYTES,
  longest = MAX_LINE_BYTES,
): AsyncGenerator<LineBlock, void, undefined> {
  let held: Buffer[] = [];
  let length = 0;
  let line = 1;
  let skipping = false;
  const take = (piece: Buffer): void => {
    if (piece.length > 0) held.push(piece);
    length += piece.length;
  };
  const block = (): LineBlock => {
    const bytes = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held, length);
    const found: LineBlock = { bytes, first: line, unit: "line" };
    line += countLines(bytes);
    held = [];
    length = 0;
    return found;
  };
  for await (let chunk of chunks) {
    if (skipping) {
      const end = chunk.indexOf(LINE_END);
      if (end < 0) continue;
      chunk = chunk.subarray(end + 1);
      line++;
      skipping = false;
    }
    const end = chunk.lastIndexOf(LINE_END);
    if (end < 0 || length + end + 1 < size) take(chunk);
    else {
      take(chunk.subarray(0, end + 1));
      yield block();
      take(chunk.subarray(end + 1));
    }
    if (end < 0 && length > longest) {
      const { bytes, first } = block();
      const whole = bytes.lastIndexOf(LINE_END) + 1;
      if (whole > 0) yield { bytes: bytes.subarray(0, whole), first, unit: "line" };
      onSkipped(line);
      skipping = true;
    }
  }
  if (length > 0) yield block();
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) lines++;
  return lines;
}
