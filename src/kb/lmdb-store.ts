import { closeSync, fsyncSync, openSync, readSync, statSync } from "node:fs";
import type { Database, RootDatabase } from "lmdb";
import { reason } from "../errors.js";
import { BUILT_ANEW, type Generation } from "./generation.js";
import { type Key, type Store, type StoreBuilder, TABLES, type Table, type Writer } from "./store.js";

type Tables = Record<Table, Database<Uint8Array, string | number>>;
/** A file of an older format that cannot be written lacks the tables that came later. */
type ReadTables = Readonly<Partial<Tables>>;

/** The lmdb module, or the reason why it is not here: it is an optional dependency. */
export async function loadLmdb(): Promise<typeof import("lmdb") | { why: string }> {
  try {
    return await import("lmdb");
  } catch (error) {
    return { why: reason(error) };
  }
}

function openTables(root: RootDatabase<Uint8Array, string | number>): Tables {
  return Object.fromEntries(
    Object.entries(TABLES).map(([name, keys]) => [
      name,
      root.openDB<Uint8Array, string | number>(name, {
        encoding: "binary",
        // "ordered-binary" sorts texts as their UTF-8 bytes.
        keyEncoding: keys === "index" ? "uint32" : "ordered-binary",
        // LZ4 halves the records, and with them the memory they are mapped to; a read takes a microsecond more. Records of format 1
        // are not compressed, which each value tells of itself.
        ...(name === "entities" || name === "log" ? { compression: { threshold: 128 } } : {}),
      }),
    ]),
  ) as Tables;
}

/** LMDB's keys end at 1,978 bytes, and a UTF-16 unit is at most 3; no table has a longer key. */
const MAX_KEY_LENGTH = 659;
const isTooLong = (key: string | number): boolean => typeof key === "string" && key.length > MAX_KEY_LENGTH;

/** Where the first page of every LMDB file says that it is one, and what it says. */
const MAGIC_OFFSET = 24;
const MAGIC = 0xbeefc0de;

/** Room in the map for what is remembered and edited: addresses, neither memory nor disk. */
const GROWTH = 1 << 30;

/** LMDB ends the process, rather than throw, when it is given a file that is not its own. */
function checkMagic(path: string): void {
  const page = Buffer.alloc(MAGIC_OFFSET + 4);
  const file = openSync(path, "r");
  try {
    readSync(file, page, 0, page.length, 0);
  } finally {
    closeSync(file);
  }
  if (page.readUInt32LE(MAGIC_OFFSET) !== MAGIC) throw new RangeError("its data is not an LMDB file");
}

/** A data file that is open, and what is under way in it. */
interface OpenFile {
  path: string;
  inode: number;
  root: RootDatabase<Uint8Array, string | number>;
  tables: Tables;
  scans: number;
}

function openFile(lmdb: typeof import("lmdb"), path: string, readOnly: boolean): OpenFile {
  checkMagic(path);
  const { ino: inode, size } = statSync(path);
  const root = lmdb.open<Uint8Array, string | number>({
    path,
    noSubdir: true,
    encoding: "binary",
    maxDbs: Object.keys(TABLES).length,
    readOnly,
    // A map that grows is mapped twice for a while, and counts twice as resident. Windows would take the room on the disk.
    ...(process.platform === "win32" ? {} : { mapSize: size + GROWTH }),
  });
  return { path, inode, root, tables: openTables(root), scans: 0 };
}

/**
 * The store on disk: one LMDB file, mapped into memory and shared by all processes that read it. A lookup is O(log n)
 * without a copy into the process; opening maps the file and reads nothing.
 */
export class LmdbStore implements Store {
  readonly kind = "lmdb";
  /** Files that others have taken the place of, in which scans are under way. */
  private readonly retired = new Set<OpenFile>();
  private readonly closing: Promise<void>[] = [];

  private constructor(
    private readonly lmdb: typeof import("lmdb"),
    private file: OpenFile,
    readonly readOnly: string | undefined,
    private readonly generation: Generation | undefined,
  ) {}

  /**
   * @param generation says when another file takes the place of this one, which is then opened; without it, `path` stays
   * @throws {RangeError} when `path` is not one of LMDB's files, and what LMDB throws when it is a damaged one
   */
  static open(
    lmdb: typeof import("lmdb"),
    path: string,
    readOnly: string | undefined,
    generation?: Generation,
  ): LmdbStore {
    return new LmdbStore(lmdb, openFile(lmdb, path, readOnly !== undefined), readOnly, generation);
  }

  get<T extends Table>(table: T, key: Key<T>): Uint8Array | undefined {
    if (isTooLong(key)) return undefined;
    const tables: ReadTables = this.file.tables;
    const shared = tables[table]?.getBinaryFast(key) as Uint8Array | undefined;
    // One buffer serves all reads; its own `length` says how much of it is this value.
    return shared && new Uint8Array(shared.buffer, shared.byteOffset, shared.length);
  }

  *scan<T extends Table>(table: T, from?: Key<T>): IterableIterator<[Key<T>, Uint8Array]> {
    const file = this.file;
    const tables: ReadTables = file.tables;
    file.scans++;
    try {
      const range = tables[table]?.getRange(from === undefined ? {} : { start: from });
      for (const { key, value } of range ?? []) yield [key as Key<T>, value];
    } finally {
      file.scans--;
      this.closeRetired();
    }
  }

  transact(change: (writer: Writer) => void): void {
    for (let isDone = false; !isDone; ) {
      this.renew();
      const { root, tables, path, inode } = this.file;
      root.transactionSync(() => {
        // Looked at while nobody else can write: the one who puts another file in the place of this one holds the same lock.
        if (this.generation?.look() === true && !this.generation.isAnew) return;
        // A mapped file lives on when another one has taken its place, and what is written to it would be lost.
        if (this.generation?.isAnew === true || statSync(path, { throwIfNoEntry: false })?.ino !== inode)
          throw new Error(BUILT_ANEW);
        change({
          // Copied: a later write of the same transaction may move the page it lies on.
          get: (table, key) =>
            isTooLong(key) ? undefined : (tables[table].getBinary(key) as Uint8Array | undefined),
          put: (table, key, value) => {
            tables[table].putSync(key, value);
          },
          remove: (table, key) => {
            tables[table].removeSync(key);
          },
        });
        isDone = true;
      });
    }
  }

  remember(table: "vectors", entries: readonly (readonly [number, Uint8Array])[]): void {
    if (this.readOnly !== undefined) return;
    try {
      const { root, tables } = this.file;
      // Not in the background: a commit that fails there ends the process.
      root.transactionSync(() => {
        for (const [key, value] of entries) tables[table].putSync(key, value);
      });
    } catch {
      // It can be made again.
    }
  }

  renew(): void {
    this.file.root.resetReadTxn();
    if (this.generation === undefined) return;
    this.generation.look();
    if (this.generation.data === this.file.path) return;
    this.retired.add(this.file);
    this.file = this.openNext(this.generation);
    this.closeRetired();
  }

  private openNext(generation: Generation): OpenFile {
    for (;;)
      try {
        return openFile(this.lmdb, generation.data, this.readOnly !== undefined);
      } catch (error) {
        // Yet another one has taken its place meanwhile.
        if (!generation.look()) throw error;
      }
  }

  private closeRetired(): void {
    for (const file of this.retired)
      if (file.scans === 0) {
        this.retired.delete(file);
        this.closing.push(file.root.close());
      }
  }

  /** Writes all that is committed, with the room that was freed, into a new file; others may write meanwhile. */
  async copy(path: string): Promise<void> {
    // Readers that were killed would keep freed pages from being used again.
    this.file.root.readerCheck();
    await this.file.root.backup(path, false);
    flush(path);
  }

  /** Waits until what was committed is on the disk, which LMDB does in the background. */
  flush(): void {
    flush(this.file.path);
  }

  async close(): Promise<void> {
    await Promise.all([...this.closing, ...[this.file, ...this.retired].map(({ root }) => root.close())]);
  }
}

/** Waits until the bytes of a file are on the disk. */
function flush(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Entries, and bytes of them, that a transaction of a build writes at most: all pages that it touches are in memory until then. */
const BATCH = 20_000;
const BATCH_BYTES = 1 << 23;

/** Fills a new LMDB file. Not safe against a kill: build in a folder that is moved into place afterwards. */
export class LmdbStoreBuilder implements StoreBuilder {
  private readonly root: RootDatabase<Uint8Array, string | number>;
  private readonly tables: Tables;
  private pending: [Table, string | number, Uint8Array][] = [];
  private pendingBytes = 0;

  constructor(
    lmdb: typeof import("lmdb"),
    private readonly path: string,
  ) {
    this.root = lmdb.open<Uint8Array, string | number>({
      path,
      noSubdir: true,
      encoding: "binary",
      maxDbs: Object.keys(TABLES).length,
      // One fsync at the end replaces one a batch: the folder counts only once it is complete.
      noSync: true,
    });
    this.tables = openTables(this.root);
  }

  put<T extends Table>(table: T, key: Key<T>, value: Uint8Array): void {
    this.pending.push([table, key, value]);
    this.pendingBytes += value.length;
    if (this.pending.length >= BATCH || this.pendingBytes >= BATCH_BYTES) this.write();
  }

  private write(): void {
    const pending = this.pending;
    this.pending = [];
    this.pendingBytes = 0;
    this.root.transactionSync(() => {
      for (const [table, key, value] of pending) this.tables[table].putSync(key, value);
    });
  }

  async flush(): Promise<void> {
    await new Promise(setImmediate);
  }

  async finish(): Promise<void> {
    this.write();
    await this.root.flushed;
    await this.root.close();
    // Without it the folder could be moved into place before its bytes are on the disk.
    flush(this.path);
  }

  async abandon(): Promise<void> {
    this.pending = [];
    await this.root.close();
  }
}
