import { NamesakeError } from "../../errors.js";
import { MarisaTrie } from "./marisa-trie.js";

/** Between a key and its value; no UTF-8 has such a byte. */
const SEPARATOR = 0xff;

/** A key and the bytes that belong to it. A key with several values comes once for each. */
export interface TrieRecord {
  key: string;
  value: Uint8Array;
}

/**
 * A map from texts to bytes, as marisa_trie's `BytesTrie` and `RecordTrie` keep it in a trie: a key of the trie is the UTF-8 of the
 * text, the byte 255 and the value.
 *
 * @example
 * ```ts
 * const tries = new BytesTrie(await MarisaTrie.open("alias2qids/record_trie.marisa"));
 * for (const { key, value } of tries.records()) console.log(key, unpack("<lf", value));
 * ```
 */
export class BytesTrie {
  constructor(private readonly trie: MarisaTrie) {}

  /** @throws {NamesakeError} SOURCE_NOT_FOUND, TRIE_DAMAGED */
  static async open(path: string): Promise<BytesTrie> {
    return new BytesTrie(await MarisaTrie.open(path));
  }

  /** All pairs whose text begins with `prefix`. Keys without a value are no pairs of such a map, and are left out. */
  *records(prefix = ""): Generator<TrieRecord, void, undefined> {
    for (const { bytes } of this.trie.keys(Buffer.from(prefix))) {
      const end = bytes.indexOf(SEPARATOR);
      if (end >= 0) yield { key: text(bytes.subarray(0, end)), value: bytes.subarray(end + 1) };
    }
  }

  /** The values of a text; none if it is not there. */
  get(key: string): Uint8Array[] {
    const start = Buffer.concat([Buffer.from(key), Uint8Array.of(SEPARATOR)]);
    return [...this.trie.keys(start)].map(({ bytes }) => bytes.subarray(start.length));
  }
}

const decoder = new TextDecoder();
const text = (bytes: Uint8Array): string => decoder.decode(bytes);

type Reading = readonly [size: number, read: (view: DataView, at: number) => number];

/** Python's letters for numbers in their standard sizes. */
const READINGS: Readonly<Record<string, Reading>> = {
  b: [1, (view, at) => view.getInt8(at)],
  B: [1, (view, at) => view.getUint8(at)],
  h: [2, (view, at) => view.getInt16(at, true)],
  H: [2, (view, at) => view.getUint16(at, true)],
  i: [4, (view, at) => view.getInt32(at, true)],
  I: [4, (view, at) => view.getUint32(at, true)],
  l: [4, (view, at) => view.getInt32(at, true)],
  L: [4, (view, at) => view.getUint32(at, true)],
  q: [8, (view, at) => Number(view.getBigInt64(at, true))],
  Q: [8, (view, at) => Number(view.getBigUint64(at, true))],
  f: [4, (view, at) => view.getFloat32(at, true)],
  d: [8, (view, at) => view.getFloat64(at, true)],
};

/**
 * The numbers of a value, as Python's `struct` packs them (little-endian, standard sizes). The format is repeated until the value
 * ends; `undefined` if the value does not end where the format does.
 *
 * @param format "<" and letters of b B h H i I l L q Q f d
 * @throws {NamesakeError} OPTION_INVALID for another format
 * @example
 * ```ts
 * unpack("<lf", Uint8Array.of(1, 0, 0, 0, 0, 0, 128, 63)); // [1, 1]
 * ```
 */
export function unpack(format: string, value: Uint8Array): number[] | undefined {
  const readings = [...format.slice(1)].map((letter) => READINGS[letter]);
  if (!format.startsWith("<") || readings.length === 0 || readings.includes(undefined))
    throw new NamesakeError("OPTION_INVALID", {
      option: "format",
      expected: `"<" and letters of ${Object.keys(READINGS).join(" ")}`,
      found: format,
    });
  const size = readings.reduce((sum, reading) => sum + (reading?.[0] ?? 0), 0);
  if (value.length % size !== 0) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const numbers: number[] = [];
  for (let at = 0; at < value.length; )
    for (const [bytes, read] of readings as Reading[]) {
      numbers.push(read(view, at));
      at += bytes;
    }
  return numbers;
}
