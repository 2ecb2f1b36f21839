import { NamesakeError } from "../../errors.js";
import type { KbOfRows } from "./kb-of-rows.js";

/** Version of the layout. A newer one is refused. */
const FORMAT_VERSION = 1;
const FORMAT = "namesake-candidates";
/** Stands where a list has no more candidates. */
const NONE = 0xffff_ffff;

/**
 * The header is a line of JSON that spaces fill up to this; behind it is the list of each mention, all of one size. Numbers are
 * little-endian.
 */
export const HEADER_BYTES = 4096;

/** What is known of the lists in a file. */
export interface ListsHeader {
  kb: KbOfRows;
  /** Ids of the encoders that found the candidates and thought of them. */
  encoders: readonly string[];
  /** At most so many candidates a mention. */
  most: number;
  /** Mentions that there are lists for. */
  mentions: number;
  /** Names these mentions, see `MentionHash`. */
  data: string;
}

/** The candidates of one mention. */
export interface CandidateList {
  /** Numbers in the KB, best first. */
  rows: readonly number[];
  /** What is thought of each, in log-odds between them. */
  scores: readonly number[];
}

/** A header as it is written; absent = the place that is kept for one. */
export function headerBytes(header?: ListsHeader): Uint8Array {
  const json =
    header === undefined ? "" : JSON.stringify({ format: FORMAT, version: FORMAT_VERSION, ...header });
  return Buffer.from(`${json.padEnd(HEADER_BYTES - 1 - Buffer.byteLength(json) + json.length)}\n`);
}

/**
 * Reads a header.
 *
 * @param path names the file in messages
 * @throws {NamesakeError} CANDIDATES_INVALID, CANDIDATES_NEWER
 */
export function parseHeader(bytes: Uint8Array, path: string): ListsHeader {
  const invalid = (why: string) => new NamesakeError("CANDIDATES_INVALID", { path, why });
  let found: (Partial<ListsHeader> & { format?: unknown; version?: unknown }) | null;
  try {
    found = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw invalid("it does not begin as one");
  }
  if (found?.format !== FORMAT || typeof found.version !== "number")
    throw invalid(`it does not say "${FORMAT}"`);
  if (found.version > FORMAT_VERSION)
    throw new NamesakeError("CANDIDATES_NEWER", { path, found: found.version, known: FORMAT_VERSION });
  const { kb, encoders, most, mentions, data } = found;
  const isWhole =
    typeof kb?.contentHash === "string" &&
    Array.isArray(encoders) &&
    [most, mentions].every(Number.isSafeInteger) &&
    typeof data === "string";
  if (!isWhole) throw invalid("its header lacks fields");
  return { kb, encoders, most, mentions, data } as ListsHeader;
}

/** Bytes of a list. */
export const listBytes = (most: number): number => 8 * most;

/** A list as it is written: rows as uint32, then scores as float32, each filled up to `most`. */
export function writeList({ rows, scores }: CandidateList, most: number): Uint8Array {
  const bytes = new Uint8Array(listBytes(most));
  const [ids, numbers] = columns(bytes, most);
  ids.fill(NONE).set(rows.slice(0, most));
  numbers.set(scores.slice(0, most));
  return bytes;
}

/** A list as it was written. */
export function readList(bytes: Uint8Array, most: number): CandidateList {
  const [ids, numbers] = columns(bytes, most);
  const end = ids.indexOf(NONE);
  const length = end < 0 ? most : end;
  return { rows: [...ids.subarray(0, length)], scores: [...numbers.subarray(0, length)] };
}

/** @param bytes of one list, at a multiple of four in their buffer */
const columns = ({ buffer, byteOffset }: Uint8Array, most: number): [Uint32Array, Float32Array] => [
  new Uint32Array(buffer, byteOffset, most),
  new Float32Array(buffer, byteOffset + 4 * most, most),
];
