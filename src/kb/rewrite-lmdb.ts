import { rmSync } from "node:fs";
import { LmdbStore, LmdbStoreBuilder } from "./lmdb-store.js";
import { TABLES, type Table } from "./store.js";

/** Entries after which the disk may keep up. */
const BATCH = 20_000;

/**
 * Writes all that is committed in a store into a new file, without the room that was freed; others may write meanwhile. Takes the room
 * of a plain copy for a while, from which the tables are read as of one moment.
 *
 * Not by LMDB's own compacting copy: a file that lmdb 3.5.6 writes so may lose its list of free pages, and then ends the process that
 * first writes to it ("Assertion 'key.mv_size > 0' failed in mdb_page_alloc()").
 */
export async function rewriteLmdb(
  lmdb: typeof import("lmdb"),
  store: LmdbStore,
  path: string,
): Promise<void> {
  const raw = `${path}-raw`;
  const builder = new LmdbStoreBuilder(lmdb, path);
  try {
    await store.copy(raw);
    const source = LmdbStore.open(lmdb, raw, "it is read only once");
    try {
      let written = 0;
      for (const table of Object.keys(TABLES) as Table[])
        for (const [key, value] of source.scan(table)) {
          builder.put(table, key, value.slice());
          if (++written % BATCH === 0) await builder.flush();
        }
    } finally {
      await source.close();
    }
    await builder.finish();
  } catch (error) {
    await builder.abandon().catch(() => {});
    throw error;
  } finally {
    for (const file of [raw, `${raw}-lock`]) rmSync(file, { force: true });
  }
}
