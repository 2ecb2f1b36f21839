import { readFile } from "node:fs/promises";
import { writeAtomically } from "../../atomic-file.js";
import { NamesakeError, reason } from "../../errors.js";
import { compareBytes, readUint32, text, uint32, utf8 } from "../../kb/bytes.js";
import { murmur128 } from "../../kb/content-hash.js";
import { SortedTable } from "../../kb/sorted-table.js";
import type { Bm25Parameters } from "./formula.js";
import { type Segment, totalOf } from "./segment.js";

/** The first bytes of a file. */
const MAGIC = utf8("namesake-bm25\n");
/** Of the layout of a file, of the lists in it, and of what makes terms of a text. */
const VERSION = 1;

/** What an index was made with, and of. */
export interface Bm25Origin extends Bm25Parameters {
  origin: string;
}

/** A file is the magic, the version and the bytes of the header (uint32 each), the header as JSON, and the parts. */
interface Header extends Bm25Origin {
  documents: number;
  /** Bytes of each part, and a hash of them. */
  parts: { bytes: number; hash: number }[];
}

const asBytes = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Rows, lengths and terms. */
const partsOf = ({ rows, lengths, terms }: Segment): Uint8Array[] => [
  asBytes(rows),
  asBytes(lengths),
  ...terms.toParts(),
];

/** @throws {NamesakeError} WRITE_FAILED */
export function writeSegment(path: string, segment: Segment, { k1, b, origin }: Bm25Origin): Promise<void> {
  const parts = partsOf(segment);
  const header: Header = {
    origin,
    k1,
    b,
    documents: segment.rows.length,
    parts: parts.map((part) => ({ bytes: part.length, hash: murmur128(part)[0] })),
  };
  const json = utf8(JSON.stringify(header));
  return writeAtomically(path, [MAGIC, uint32(VERSION), uint32(json.length), json, ...parts]);
}

/** @throws {NamesakeError} TEXT_INDEX_INVALID, TEXT_INDEX_NEWER */
export async function readSegment(path: string): Promise<{ segment: Segment; made: Bm25Origin }> {
  try {
    const bytes = await readFile(path);
    const { header, end } = readHeader(bytes, path);
    checkParts(bytes, header, end);
    return { segment: segmentOf(bytes, header, end), made: header };
  } catch (error) {
    if (error instanceof NamesakeError) throw error;
    throw new NamesakeError("TEXT_INDEX_INVALID", { path, why: reason(error) }, { cause: error });
  }
}

/** The header, and where it ends. */
function readHeader(bytes: Uint8Array, path: string): { header: Header; end: number } {
  const start = MAGIC.length + 8;
  if (bytes.length < start || compareBytes(bytes.subarray(0, MAGIC.length), MAGIC) !== 0)
    throw new RangeError("it does not begin as one");
  const version = readUint32(bytes, MAGIC.length);
  if (version > VERSION)
    throw new NamesakeError("TEXT_INDEX_NEWER", { path, found: version, known: VERSION });
  const end = start + readUint32(bytes, MAGIC.length + 4);
  if (end > bytes.length) throw new RangeError(`it ends after ${bytes.length} bytes, in its header`);
  return { header: JSON.parse(text(bytes.subarray(start, end))) as Header, end };
}

function checkParts(bytes: Uint8Array, { parts }: Header, from: number): void {
  const expected = parts.reduce((sum, part) => sum + part.bytes, from);
  if (bytes.length !== expected) throw new RangeError(`it has ${bytes.length} of ${expected} bytes`);
  let at = from;
  for (const part of parts) {
    const [hash] = murmur128(bytes.subarray(at, at + part.bytes));
    if (hash !== part.hash) throw new RangeError("its bytes are not those that were written");
    at += part.bytes;
  }
}

function segmentOf(bytes: Uint8Array, { documents }: Header, from: number): Segment {
  // Copied, since a view of 32-bit numbers must start at a multiple of four.
  const numbers = (at: number): Uint32Array =>
    new Uint32Array(new Uint8Array(bytes.subarray(at, at + 4 * documents)).buffer);
  const rows = numbers(from);
  const lengths = numbers(from + 4 * documents);
  const [terms] = SortedTable.fromBytes(bytes, from + 8 * documents);
  return { rows, lengths, totalLength: totalOf(lengths), terms };
}
