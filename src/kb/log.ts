import { readUint32, text, uint32, utf8 } from "./bytes.js";
import type { Change } from "./edit.js";
import type { EntityRecord } from "./record.js";
import type { Store, Writer } from "./store.js";

/**
 * The table "log": under the number of each edit the index of its entity (uint32), then JSON: the records before and after it. The
 * last edit of a transaction also has what is said of the whole. So a transaction takes what its entities take, whatever its size,
 * and is found by its version, the number of its last edit. Compaction removes the oldest.
 */

/** Who made a change, and why. */
export interface Signature {
  author?: string;
  message?: string;
}

/** What is said of a transaction, and what it expects. */
export interface EditOptions extends Signature {
  /** The version that the KB must have, or its `state`; where it has another one, nothing is changed. */
  ifVersion?: number | string;
  /** For the log: the version whose transaction this one takes back. */
  undoes?: number;
}

/** What a transaction did to one entity. Where the ids differ, the entity was given another one. */
export interface LoggedChange {
  before?: EntityRecord;
  after?: EntityRecord;
}

/** One transaction of a KB's log. */
export interface Transaction extends Signature {
  /** The number of edits that the KB had seen after it: each transaction leads to a version of its own. */
  version: number;
  /** ISO date and time, by the clock of the process that wrote it. */
  at: string;
  /** The version whose transaction this one undid. */
  undoes?: number;
  /** In the order of the edits. */
  changes: LoggedChange[];
  /** Further changes, which were not asked for; absent = none. */
  omitted?: number;
}

/** What is said of a whole transaction, in the entry of its last edit. */
interface Closing extends Signature {
  at: string;
  undoes?: number;
  /** Edits of the transaction. */
  size: number;
}

interface Entry extends LoggedChange {
  transaction?: Closing;
}

/** @param before edits of the KB before the transaction */
export function writeLog(
  writer: Writer,
  before: number,
  changes: readonly Change[],
  said: Omit<Closing, "size">,
): void {
  changes.forEach(({ index, before: old, after }, i) => {
    const parts: string[] = [];
    if (old !== undefined) parts.push(`"before":${text(old)}`);
    if (after !== undefined) parts.push(`"after":${text(after)}`);
    if (i === changes.length - 1)
      parts.push(`"transaction":${JSON.stringify({ ...said, size: changes.length })}`);
    const json = utf8(`{${parts.join(",")}}`);
    const bytes = new Uint8Array(4 + json.length);
    bytes.set(uint32(index));
    bytes.set(json, 4);
    writer.put("log", before + i + 1, bytes);
  });
}

/** The entry of an edit by its number, where the log reaches back to it. */
export function readEntry(store: Pick<Store, "get">, number: number): Entry | undefined {
  const bytes = store.get("log", number);
  return bytes && (JSON.parse(text(bytes.subarray(4))) as Entry);
}

/**
 * The transaction that led to a version; undefined where none did, or the log does not reach back to it.
 *
 * @param most changes that are read, the first ones
 */
export function readTransaction(
  store: Pick<Store, "get">,
  version: number,
  most = Number.POSITIVE_INFINITY,
): Transaction | undefined {
  const closing = version < 1 ? undefined : readEntry(store, version)?.transaction;
  if (closing === undefined) return undefined;
  const { size, ...said } = closing;
  const changes: LoggedChange[] = [];
  const told = Math.min(size, most);
  for (let number = version - size + 1; changes.length < told; number++) {
    const entry = readEntry(store, number);
    if (entry === undefined) return undefined;
    const { transaction: _, ...change } = entry;
    changes.push(change);
  }
  return { version, ...said, changes, ...(told < size && { omitted: size - told }) };
}

/** The transactions of the log, the latest first. @param most changes of each, see {@link readTransaction} */
export function* transactions(
  store: Pick<Store, "get">,
  latest: number,
  most?: number,
): Generator<Transaction> {
  for (let version = latest; ; ) {
    const transaction = readTransaction(store, version, most);
    if (transaction === undefined) return;
    yield transaction;
    version -= transaction.changes.length + (transaction.omitted ?? 0);
  }
}

/** Most edits that {@link editedIndexes} looks at: beyond them, it is as quick to look at all entities. */
const MOST_EDITS = 100_000;

/** The indexes of the entities that the edits after `before`, up to `after`, changed; undefined where the log does not say. */
export function editedIndexes(
  store: Pick<Store, "get">,
  before: number,
  after: number,
): number[] | undefined {
  if (before > after || after - before > MOST_EDITS) return undefined;
  const indexes: number[] = [];
  for (let number = before + 1; number <= after; number++) {
    const bytes = store.get("log", number);
    if (bytes === undefined) return undefined;
    indexes.push(readUint32(bytes));
  }
  return indexes;
}

/**
 * Removes the oldest edits of the log until it has at most `most`, whole transactions at a time.
 *
 * @returns how many edits were removed
 */
export function cutLog(store: Store, latest: number, most: number): number {
  let first = latest - most + 1;
  const isInside = (number: number) => {
    const before = readEntry(store, number - 1);
    return before !== undefined && before.transaction === undefined;
  };
  while (first <= latest && isInside(first)) first++;
  const old: number[] = [];
  for (const [number] of store.scan("log")) {
    if (number >= first) break;
    old.push(number);
  }
  if (old.length > 0)
    store.transact((writer) => {
      for (const number of old) writer.remove("log", number);
    });
  return old.length;
}
