import { readFile } from "node:fs/promises";
import { writeAtomically } from "../../atomic-file.js";
import { NamesakeError, reason } from "../../errors.js";
import { compareBytes, readUint32, text, uint32, utf8 } from "../../kb/bytes.js";
import { murmur128 } from "../../kb/content-hash.js";
import { SortedTable } from "../../kb/sorted-table.js";
import { Bm25Index } from "./bm25-index.js";
import type { Bm25Parameters } from "./formula.js";
import { type Segment, totalOf } from "./segment.js";

/** The first bytes of a file. */
const MAGIC = utf8("namesake-bm25\n");
/** Of the layout of a file, of the lists in it, and of what makes terms of a text. */
const VERSION = 1;

const CHANGED = "its bytes are not those that were written";

/** A file is the magic; version, bytes of the header and their hash, a uint32 each; the header as JSON; and the parts. */
interface Header extends Bm25Parameters {
  origin: string;
  documents: number;
  /** Bytes of each part, and a hash of them. */
  parts: { bytes: number; hash: number }[];
}

const hashOf = (bytes: Uint8Array): number => murmur128(bytes)[0];

const asBytes = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Rows, lengths and terms. */
const partsOf = ({ rows, lengths, terms }: Segment): Uint8Array[] => [
  asBytes(rows),
  asBytes(lengths),
  ...terms.toParts(),
];

/**
 * Compacts an index and writes it to a file, which is there as a whole or not at all.
 *
 * @throws {NamesakeError} WRITE_FAILED
 */
export function saveBm25(index: Bm25Index, path: string): Promise<void> {
  const segment = index.compact();
  const parts = partsOf(segment);
  const header: Header = {
    ...index.parameters,
    origin: index.origin,
    documents: segment.rows.length,
    parts: parts.map((part) => ({ bytes: part.length, hash: hashOf(part) })),
  };
  const json = utf8(JSON.stringify(header));
  const numbers = [VERSION, json.length, hashOf(json)].map(uint32);
  return writeAtomically(path, [MAGIC, ...numbers, json, ...parts]);
}

/**
 * Opens an index that {@link saveBm25} wrote. It is read into memory as it is.
 *
 * @throws {NamesakeError} TEXT_INDEX_INVALID where there is none, or its bytes are not those that were written; TEXT_INDEX_NEWER
 */
export async function openBm25(path: string): Promise<Bm25Index> {
  try {
    const bytes = await readFile(path);
    const { header, end } = readHeader(bytes, path);
    checkParts(bytes, header, end);
    const { k1, b, origin } = header;
    return new Bm25Index(segmentOf(bytes, header, end), { k1, b }, origin);
  } catch (error) {
    if (error instanceof NamesakeError) throw error;
    throw new NamesakeError("TEXT_INDEX_INVALID", { path, why: reason(error) }, { cause: error });
  }
}

/** The header, and where it ends. */
function readHeader(bytes: Uint8Array, path: string): { header: Header; end: number } {
  const start = MAGIC.length + 12;
  if (bytes.length < start || compareBytes(bytes.subarray(0, MAGIC.length), MAGIC) !== 0)
    throw new RangeError("it does not begin as one");
  const [version = 0, length = 0, hash] = [0, 4, 8].map((at) => readUint32(bytes, MAGIC.length + at));
  if (version > VERSION)
    throw new NamesakeError("TEXT_INDEX_NEWER", { path, found: version, known: VERSION });
  if (version < VERSION) throw new RangeError(`there is no format version ${version}`);
  const end = start + length;
  if (end > bytes.length) throw new RangeError(`it ends after ${bytes.length} bytes, in its header`);
  const json = bytes.subarray(start, end);
  if (hashOf(json) !== hash) throw new RangeError(CHANGED);
  return { header: JSON.parse(text(json)) as Header, end };
}

function checkParts(bytes: Uint8Array, { parts }: Header, from: number): void {
  const expected = parts.reduce((sum, part) => sum + part.bytes, from);
  if (bytes.length !== expected)
    throw new RangeError(`it has ${bytes.length} bytes, ${expected} were written`);
  let at = from;
  for (const part of parts) {
    if (hashOf(bytes.subarray(at, at + part.bytes)) !== part.hash) throw new RangeError(CHANGED);
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
