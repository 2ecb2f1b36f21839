import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { NamesakeError, reason } from "../errors.js";
import { JOURNAL_LOCK } from "./data-files.js";
import { Generation } from "./generation.js";
import { FileJournal, type NextJournal, readJournal } from "./journal.js";
import { LmdbStore, loadLmdb } from "./lmdb-store.js";
import type { Manifest } from "./manifest.js";
import { MemoryStore } from "./memory-store.js";

/**
 * Opens the data files of a KB's folder, as its manifest says.
 *
 * @throws {NamesakeError} KB_FOREIGN, KB_NEWER, KB_DAMAGED, KB_STORE_MISSING
 */
export async function openStore(
  path: string,
): Promise<{ manifest: Manifest; store: MemoryStore | LmdbStore; generation: Generation }> {
  for (;;) {
    const generation = new Generation(path);
    try {
      const store = await open(generation);
      if (!generation.look()) return { store, manifest: generation.manifest, generation };
      // Others have taken the place of the files that it was about to open, of which it may have found one and not the other.
      await store.close();
    } catch (error) {
      if (generation.look()) continue;
      if (error instanceof NamesakeError) throw error;
      throw new NamesakeError("KB_DAMAGED", { path, why: reason(error) }, { cause: error });
    }
  }
}

async function open(generation: Generation): Promise<MemoryStore | LmdbStore> {
  const { folder: path, data: file, manifest } = generation;
  // LMDB maps the file: a part that is missing would end the process, not throw.
  const { size } = statSync(file);
  const expected = manifest.bytes ?? 0;
  if (size < expected) throw new RangeError(`${basename(file)} ends after ${size} of ${expected} bytes`);
  const unwritable =
    manifest.snapshot === undefined ? whyReadOnly(path) : "it is a snapshot, and stays as it is";
  if (manifest.store === "memory") {
    const tables = MemoryStore.tablesOf(await readFile(file), manifest.version);
    const found = readJournal(generation.journal);
    const shared = {
      lock: join(path, JOURNAL_LOCK),
      next: (before: string) => nextJournal(generation, before),
    };
    const log = unwritable === undefined ? new FileJournal(generation.journal, found, shared) : undefined;
    return new MemoryStore(tables, log, found.entries, unwritable);
  }
  const lmdb = await loadLmdb();
  if ("why" in lmdb) throw new NamesakeError("KB_STORE_MISSING", { path, store: "lmdb", why: lmdb.why });
  return LmdbStore.open(lmdb, file, unwritable ?? whyReadOnly(file), generation);
}

/** The snapshot and the journal in use now, where they are others than before. */
function nextJournal(generation: Generation, before: string): NextJournal | undefined {
  generation.look();
  const { data, journal: path, manifest } = generation;
  if (path === before) return undefined;
  try {
    const next = {
      path,
      tables: MemoryStore.tablesOf(readFileSync(data), manifest.version),
      found: readJournal(path),
    };
    if (!generation.look()) return next;
  } catch (error) {
    if (!generation.look()) throw error;
  }
  return nextJournal(generation, before);
}

function whyReadOnly(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return reason(error);
  }
}
