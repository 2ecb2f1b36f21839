/**
 * What a knowledge base needs of its storage: a few ordered tables of bytes that change all at once or not at all.
 * {@link MemoryStore} and {@link LmdbStore} pass the same contract (`store.contract.ts`).
 */

/**
 * The tables of a KB and what their keys are.
 *
 * | table    | key                         | value                                   |
 * |----------|-----------------------------|-----------------------------------------|
 * | entities | entity index (uint32)       | the record as JSON, UTF-8               |
 * | vectors  | entity index (uint32)       | encoder vector, int8 with a scale       |
 * | ids      | entity id                   | entity index, uint32 little-endian      |
 * | aliases  | normalised alias            | postings, see `postings.ts`             |
 * | facets   | "type⇥system⇥name" or "relation⇥name" | entities or facts with it, uint32 |
 * | words    | stem                        | descriptions with it, uint32            |
 * | meta     | name                        | JSON, UTF-8                             |
 * | sameAs   | id elsewhere                | entity indexes, uint32 little-endian, ascending |
 * | nameWords | word of a name             | entities whose names hold it, see `name-words.ts` |
 * | names    | entity index (uint32)       | its name, UTF-8                         |
 * | log      | number of an edit (uint32)  | what it changed, JSON, see `log.ts`     |
 * | referrers | entity id                  | entities with a relation to it, see `referrers.ts` |
 */
export const TABLES = {
  entities: "index",
  vectors: "index",
  ids: "text",
  aliases: "text",
  facets: "text",
  words: "text",
  meta: "text",
  sameAs: "text",
  nameWords: "text",
  names: "index",
  log: "index",
  referrers: "text",
} as const;

export type Table = keyof typeof TABLES;

/**
 * The key type of a table. A text is 1 to 600 UTF-16 units long; `scan` keeps to the order of texts without control
 * characters, those with some have any place in it.
 */
export type Key<T extends Table> = (typeof TABLES)[T] extends "index" ? number : string;

/** The writes of one transaction; reads through it see them. */
export interface Writer {
  get<T extends Table>(table: T, key: Key<T>): Uint8Array | undefined;
  put<T extends Table>(table: T, key: Key<T>, value: Uint8Array): void;
  remove<T extends Table>(table: T, key: Key<T>): void;
}

export interface Store {
  readonly kind: "memory" | "lmdb";
  /** Why `transact` would fail, or undefined where the store can be written. */
  readonly readOnly: string | undefined;
  /** The value, or undefined. The bytes are valid until the next call to this store. */
  get<T extends Table>(table: T, key: Key<T>): Uint8Array | undefined;
  /** Entries with key >= `from`, in the order of the keys' UTF-8 bytes (or of the index). Do not write while iterating. */
  scan<T extends Table>(table: T, from?: Key<T>): IterableIterator<[Key<T>, Uint8Array]>;
  /** Runs `change` as one transaction: after a throw, or a kill at any moment, all of it is there or none. */
  transact(change: (writer: Writer) => void): void;
  /**
   * Writes that may be lost: for caches. Never throws for want of space or permission.
   */
  remember(table: "vectors", entries: readonly (readonly [number, Uint8Array])[]): void;
  /**
   * Lets the next reads see what others have written meanwhile, in another data file too; a transaction begins with it by itself.
   * Costs microseconds where nothing was.
   */
  renew(): void;
  close(): Promise<void>;
}

/** Writes the tables of a new store; `index` tables and each text table must be given in ascending key order. */
export interface StoreBuilder {
  put<T extends Table>(table: T, key: Key<T>, value: Uint8Array): void;
  /** Lets the disk keep up; call it every few thousand puts. */
  flush(): Promise<void>;
  /** After it, the folder holds a complete store. */
  finish(): Promise<void>;
  /** Gives up and frees what is held; the folder is the caller's to remove. */
  abandon(): Promise<void>;
}
