import { STOP_WORDS } from "../text/stop-words.js";
import { readUint32, writeUint32 } from "./bytes.js";
import type { EntityRecord } from "./record.js";
import type { RecordAlias } from "./record-aliases.js";

/**
 * The words that the names of entities are made of, for finding an entity by a part of its name: by a surname, or by the rare word
 * of a title. The value of a key of the "nameWords" table is 8 bytes an entity: index (uint32), count (float32); highest count
 * first, ties by index. A word keeps the {@link MOST_HOLDERS} most counted, so that a value fits into a page.
 */

/** Entities that are kept of a word. */
export const MOST_HOLDERS = 200;

/** The entities whose names hold a word, highest count first, ties by index. */
export interface NameWordHolders {
  indexes: Uint32Array;
  /** Of each entity, as {@link nameWords} counts it, in the KB's unit. */
  counts: Float32Array;
}

const BYTES = 8;
/** Longest word: the rest of a longer one tells nothing apart. */
const MAX_WORD = 60;

export const NO_HOLDERS: NameWordHolders = { indexes: new Uint32Array(0), counts: new Float32Array(0) };

/** Whether a word tells names apart: "of" and initials are in too many. */
export const isNameWord = (word: string): boolean =>
  word.length > 1 && word.length <= MAX_WORD && !STOP_WORDS.has(word);

/**
 * The words that lead to an entity, with what each counts: those of its names of two words or more, as a name of one word is an alias
 * already. A word of the name itself counts what the entity does; one of another name, which may be a slip, what that name does.
 *
 * @param aliases those of the record
 * @example
 * ```ts
 * const record = { id: "1", name: "Grace Hopper", aliases: [{ text: "Amazing Grace", count: 2 }], count: 9 };
 * nameWords(record, recordAliases(record)); // Map { "grace" => 9, "hopper" => 9, "amazing" => 2 }
 * ```
 */
export function nameWords(record: EntityRecord, aliases: readonly RecordAlias[]): Map<string, number> {
  const words = new Map<string, number>();
  for (const { key, count: own, tier } of aliases) {
    if (!key.includes(" ")) continue;
    const count = tier === "name" ? (record.count ?? 0) : own;
    for (const word of key.split(" "))
      if (isNameWord(word)) words.set(word, Math.max(count, words.get(word) ?? 0));
  }
  return words;
}

/** An entity that a word leads to, and how often the name with the word was seen. */
export interface Holder {
  index: number;
  count: number;
}

/** The first {@link MOST_HOLDERS} by count, with the counts as they are kept, which an edit finds and keeps to. */
export const mostHolders = (holders: readonly Holder[]): Holder[] =>
  holders
    .map(({ index, count }) => ({ index, count: Math.fround(count) }))
    .sort((a, b) => b.count - a.count || a.index - b.index)
    .slice(0, MOST_HOLDERS);

/** @param holders in any order */
export function encodeHolders(holders: readonly Holder[]): Uint8Array {
  const sorted = mostHolders(holders);
  const bytes = new Uint8Array(BYTES * sorted.length);
  const float = new DataView(bytes.buffer);
  for (const [i, { index, count }] of sorted.entries()) {
    writeUint32(bytes, BYTES * i, index);
    float.setFloat32(BYTES * i + 4, count, true);
  }
  return bytes;
}

export function decodeHolders(bytes: Uint8Array): NameWordHolders {
  const size = bytes.length / BYTES;
  const indexes = new Uint32Array(size);
  const counts = new Float32Array(size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < size; i++) {
    indexes[i] = readUint32(bytes, BYTES * i);
    counts[i] = view.getFloat32(BYTES * i + 4, true);
  }
  return { indexes, counts };
}

/** Adds an entity to those of a word. */
export function withHolder(
  bytes: Uint8Array | undefined,
  holder: { index: number; count: number },
): Uint8Array {
  return encodeHolders([...holdersOf(bytes), holder]);
}

/** Takes an entity out of those of a word. One that did not fit in before does not come back. */
export function withoutHolder(bytes: Uint8Array | undefined, index: number): Uint8Array {
  return encodeHolders(holdersOf(bytes).filter((holder) => holder.index !== index));
}

function holdersOf(bytes: Uint8Array | undefined): Holder[] {
  const { indexes, counts } = bytes === undefined ? NO_HOLDERS : decodeHolders(bytes);
  return Array.from(indexes, (index, i) => ({ index, count: counts[i] as number }));
}
