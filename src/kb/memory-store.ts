import { compareBytes, text, uint32, utf8 } from "./bytes.js";
import { FORMAT_VERSION } from "./manifest.js";
import { SortedTable } from "./sorted-table.js";
import { type Key, type Store, type StoreBuilder, TABLES, type Table, type Writer } from "./store.js";

type Overlay = Map<string | number, Uint8Array | undefined>;

/** One transaction as it is kept in a journal: table, key and the new value (undefined = removed). */
export type JournalEntry = [Table, string | number, Uint8Array | undefined];

/**
 * Where a memory store keeps what was changed after its snapshot. `append` is called once a transaction, before the
 * change becomes visible, and must write all of it or (by throwing) nothing that will be read again.
 */
export interface Journal {
  /** Runs `write` while nobody else appends. */
  locked<T>(write: () => T): T;
  /** What others have appended since the last call; with the tables of another snapshot, where that has taken the place of this one. */
  catchUp(): { tables?: Record<Table, SortedTable>; entries: JournalEntry[] };
  append(entries: JournalEntry[]): void;
  close(): void;
}

const NAMES = Object.keys(TABLES) as Table[];

/** The version of the format from which on a snapshot holds a table; 1 where none stands. */
const SINCE: Partial<Record<Table, number>> = { sameAs: 2, nameWords: 3, names: 4, log: 4, referrers: 4 };

/** Big-endian, so that the order of the bytes is the order of the numbers. */
function keyBytes(key: string | number): Uint8Array {
  if (typeof key === "string") return utf8(key);
  return uint32(key).reverse();
}

function keyOf(table: Table, bytes: Uint8Array): string | number {
  if (TABLES[table] === "text") return text(bytes);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}

/**
 * The portable store: immutable sorted tables and a map of what was changed since. Runs wherever JavaScript runs.
 *
 * Costs: a lookup is O(log n); 8 bytes an entry beside its key and value; a change is O(1) and is kept in the map
 * until the KB is built again.
 */
export class MemoryStore implements Store {
  readonly kind = "memory";
  private readonly changed: Record<Table, Overlay>;

  constructor(
    private tables: Record<Table, SortedTable> = emptyTables(),
    private readonly journal: Journal | undefined = undefined,
    replay: Iterable<JournalEntry> = [],
    readonly readOnly: string | undefined = undefined,
  ) {
    this.changed = Object.fromEntries(NAMES.map((name) => [name, new Map()])) as unknown as Record<
      Table,
      Overlay
    >;
    this.show(replay);
  }

  get<T extends Table>(table: T, key: Key<T>): Uint8Array | undefined {
    const overlay = this.changed[table];
    if (overlay.size > 0 && overlay.has(key)) return overlay.get(key);
    return this.tables[table].get(keyBytes(key));
  }

  *scan<T extends Table>(table: T, from?: Key<T>): IterableIterator<[Key<T>, Uint8Array]> {
    const base = this.tables[table];
    const start = from === undefined ? new Uint8Array(0) : keyBytes(from);
    const overlay = [...this.changed[table].entries()]
      .map(([key, value]) => [keyBytes(key), key, value] as const)
      .filter(([bytes]) => compareBytes(bytes, start) >= 0)
      .sort((a, b) => compareBytes(a[0], b[0]));
    let i = base.seek(start);
    let j = 0;
    while (i < base.size || j < overlay.length) {
      const change = overlay[j];
      const order = change === undefined ? -1 : i >= base.size ? 1 : compareBytes(base.key(i), change[0]);
      if (order < 0 || change === undefined) {
        yield [keyOf(table, base.key(i)) as Key<T>, base.value(i)];
        i++;
        continue;
      }
      if (order === 0) i++;
      j++;
      if (change[2] !== undefined) yield [change[1] as Key<T>, change[2]];
    }
  }

  transact(change: (writer: Writer) => void): void {
    if (this.journal === undefined) this.run(change);
    else
      this.journal.locked(() => {
        this.renew();
        this.run(change);
      });
  }

  private run(change: (writer: Writer) => void): void {
    const pending = new Map<string, JournalEntry>();
    const name = (table: Table, key: string | number) => `${table} ${key}`;
    change({
      get: (table, key) => {
        const written = pending.get(name(table, key));
        return written === undefined ? this.get(table, key) : written[2];
      },
      put: (table, key, value) => pending.set(name(table, key), [table, key, new Uint8Array(value)]),
      remove: (table, key) => pending.set(name(table, key), [table, key, undefined]),
    });
    const entries = [...pending.values()];
    this.journal?.append(entries);
    this.show(entries);
  }

  renew(): void {
    if (this.journal === undefined) return;
    const { tables, entries } = this.journal.catchUp();
    if (tables !== undefined) {
      this.tables = tables;
      for (const name of NAMES) this.changed[name].clear();
    }
    this.show(entries);
  }

  private show(entries: Iterable<JournalEntry>): void {
    for (const [table, key, value] of entries) this.changed[table].set(key, value);
  }

  remember(table: "vectors", entries: readonly (readonly [number, Uint8Array])[]): void {
    for (const [key, value] of entries) this.changed[table].set(key, value);
  }

  async close(): Promise<void> {
    this.journal?.close();
  }

  /** All of it as bytes, to be written to a file in this order. */
  snapshot(): Uint8Array[] {
    return NAMES.flatMap((table) => {
      if (this.changed[table].size === 0) return this.tables[table].toParts();
      const builder = SortedTable.builder();
      for (const [key, value] of this.scan(table)) builder.add(keyBytes(key), value);
      return builder.build().toParts();
    });
  }

  /**
   * The tables of a {@link snapshot}.
   *
   * @param version of the format they were written in
   * @throws {RangeError} when the bytes end too early
   */
  static tablesOf(bytes: Uint8Array, version = FORMAT_VERSION): Record<Table, SortedTable> {
    let offset = 0;
    const tables = {} as Record<Table, SortedTable>;
    for (const name of NAMES) {
      if (version < (SINCE[name] ?? 1)) tables[name] = SortedTable.empty;
      else [tables[name], offset] = SortedTable.fromBytes(bytes, offset);
    }
    if (offset !== bytes.length) throw new RangeError(`${bytes.length - offset} bytes are left over`);
    return tables;
  }
}

function emptyTables(): Record<Table, SortedTable> {
  return Object.fromEntries(NAMES.map((name) => [name, SortedTable.empty])) as Record<Table, SortedTable>;
}

/** Builds a {@link MemoryStore}; `store()` gives it after `finish()`. */
export class MemoryStoreBuilder implements StoreBuilder {
  private readonly builders = Object.fromEntries(
    NAMES.map((name) => [name, SortedTable.builder()]),
  ) as Record<Table, ReturnType<typeof SortedTable.builder>>;

  constructor(private readonly save: (store: MemoryStore) => Promise<void> = async () => {}) {}

  built: MemoryStore | undefined;

  put<T extends Table>(table: T, key: Key<T>, value: Uint8Array): void {
    this.builders[table].add(keyBytes(key), value);
  }
  async flush(): Promise<void> {}
  async finish(): Promise<void> {
    const tables = Object.fromEntries(NAMES.map((name) => [name, this.builders[name].build()]));
    this.built = new MemoryStore(tables as Record<Table, SortedTable>);
    await this.save(this.built);
  }
  async abandon(): Promise<void> {}
}
