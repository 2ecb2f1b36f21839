import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { NamesakeError } from "../errors.js";
import { text } from "./bytes.js";
import { COMPACTION_LOCK, dataFiles, isDataFile, JOURNAL_LOCK } from "./data-files.js";
import { applyEdit, type Edit } from "./edit.js";
import { holderOf, tryFileLock, withFileLock } from "./file-lock.js";
import { BUILT_ANEW, type Generation } from "./generation.js";
import { indexMark } from "./index-mark.js";
import { readJournal } from "./journal.js";
import { LmdbStore, loadLmdb } from "./lmdb-store.js";
import { cutLog, type LoggedChange, readEntry } from "./log.js";
import { FORMAT_VERSION, type Manifest } from "./manifest.js";
import { writeManifest } from "./manifest-file.js";
import { MemoryStore } from "./memory-store.js";
import { openStore } from "./open-store.js";
import type { EntityRecord } from "./record.js";
import { rewriteLmdb } from "./rewrite-lmdb.js";
import type { Store } from "./store.js";
import type { Totals } from "./totals.js";
import { whyUnwritten } from "./why-unwritten.js";
import { writeParts } from "./write-parts.js";

export interface CompactOptions {
  /** Edits whose log is kept; default 100,000. What goes cannot be undone any more. */
  keepLog?: number;
}

export interface Compaction {
  /** Sizes of the data file, with its journal, in bytes. */
  before: number;
  after: number;
  /** Edits that were taken out of the log. */
  forgotten: number;
}

/** Times that the change-over is tried again, where something else than edits has changed the tables meanwhile. */
const TRIES = 3;

/**
 * Writes the data of a KB anew, without the room that edits have left in it, and cuts its log. It goes on being read and edited by
 * all who have it open, in this process and others: the new file is written beside the old one, edits that were made meanwhile are
 * carried over while writers wait, and the manifest is replaced to name it. Who has the KB open sees that at the next edit or
 * `refresh`, and goes on with the new file. A kill at any moment leaves one of both, with all edits.
 *
 * @throws {NamesakeError} KB_BUSY, KB_READ_ONLY, WRITE_FAILED, and what opening throws
 */
export async function compactKnowledgeBase(path: string, options: CompactOptions = {}): Promise<Compaction> {
  const { store, generation } = await openStore(path);
  try {
    if (store.readOnly !== undefined) throw new NamesakeError("KB_READ_ONLY", { path, why: store.readOnly });
    const lock = join(path, COMPACTION_LOCK);
    const release = tryFileLock(lock);
    if (release === undefined)
      throw new NamesakeError("KB_BUSY", { path, what: `it is being made compact: ${holderOf(lock)}` });
    try {
      // A compaction that has just ended may have moved it.
      store.renew();
      generation.look();
      if (generation.isAnew) throw new Error(BUILT_ANEW);
      removeOthers(generation);
      const before = sizeOf(generation);
      const forgotten = cutLog(store, totalsOf(store).edits, options.keepLog ?? 100_000);
      for (let tries = 0; ; tries++) {
        const isDone =
          store instanceof MemoryStore
            ? await rewriteMemory(store, generation)
            : await replaceLmdb(store, generation);
        if (isDone) break;
        if (tries === TRIES)
          throw new NamesakeError("KB_BUSY", { path, what: "its indexes are made anew all the time" });
      }
      generation.look();
      removeOthers(generation);
      return { before, after: sizeOf(generation), forgotten };
    } catch (error) {
      if (error instanceof NamesakeError) throw error;
      throw new NamesakeError("WRITE_FAILED", { path, why: whyUnwritten(error, path) }, { cause: error });
    } finally {
      release();
    }
  } finally {
    await store.close();
  }
}

function nextManifest({ manifest }: Generation, bytes: number): Manifest {
  return { ...manifest, version: FORMAT_VERSION, generation: (manifest.generation ?? 0) + 1, bytes };
}

/** The state goes into a new snapshot; what others append to the journal meanwhile becomes the beginning of the new one. */
async function rewriteMemory(store: MemoryStore, generation: Generation): Promise<boolean> {
  const { folder } = generation;
  const next = dataFiles(nextManifest(generation, 0));
  const data = join(folder, next.data);
  const copied = readJournal(generation.journal).end;
  // The snapshot may have more of the journal than `copied`: to do that once more changes nothing.
  store.renew();
  await writeParts(data, store.snapshot());
  withFileLock(join(folder, JOURNAL_LOCK), () => {
    if (generation.look()) throw new Error(BUILT_ANEW);
    const { end } = readJournal(generation.journal);
    const rest = end > copied ? readFileSync(generation.journal).subarray(copied, end) : new Uint8Array(0);
    writeThrough(join(folder, next.journal ?? ""), rest);
    writeManifest(folder, nextManifest(generation, statSync(data).size));
  });
  return true;
}

function writeThrough(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "w");
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Copies the file while others write to it; then, while they wait, does what they did meanwhile once more in the copy.
 *
 * @returns false where the copy has fallen behind for good, since something else than an edit was written
 */
async function replaceLmdb(store: LmdbStore, generation: Generation): Promise<boolean> {
  const { folder } = generation;
  const path = join(folder, dataFiles(nextManifest(generation, 0)).data);
  const lmdb = await loadLmdb();
  if ("why" in lmdb) throw new Error(lmdb.why);
  await rewriteLmdb(lmdb, store, path);
  const copy = LmdbStore.open(lmdb, path, undefined);
  let isDone = false;
  try {
    store.transact(() => {
      if (!carryOver(store, copy)) return;
      // The original goes as soon as the manifest names the copy.
      copy.flush();
      // Written before others can write again: who waits looks at it first.
      writeManifest(folder, nextManifest(generation, statSync(path).size));
      isDone = true;
    });
  } finally {
    await copy.close();
    if (!isDone) for (const file of [path, `${path}-lock`]) rmSync(file, { force: true });
  }
  return isDone;
}

/** Repeats in a copy the edits that the log has after it. Returns whether the copy has all that the original has. */
function carryOver(store: Store, copy: Store): boolean {
  const [wanted, { edits }] = [totalsOf(store), totalsOf(copy)];
  if (indexMark(store) !== indexMark(copy)) return false;
  if (wanted.edits > edits)
    copy.transact((writer) => {
      let totals = totalsOf(copy);
      for (let number = edits + 1; number <= wanted.edits; number++) {
        const entry = store.get("log", number)?.slice();
        const change = readEntry(store, number);
        if (entry === undefined || change === undefined) return;
        ({ totals } = applyEdit(writer, totals, [editOf(change)]));
        writer.put("log", number, entry);
      }
    });
  const found = totalsOf(copy);
  return found.edits === wanted.edits && found.contentHash === wanted.contentHash;
}

const editOf = ({ before, after }: LoggedChange): Edit =>
  after === undefined
    ? { remove: (before as EntityRecord).id }
    : { put: after, ...(before !== undefined && { inPlaceOf: before.id }) };

function totalsOf(store: Store): Totals {
  const bytes = store.get("meta", "totals");
  if (bytes === undefined) throw new Error("its totals are missing");
  return JSON.parse(text(bytes)) as Totals;
}

function sizeOf(generation: Generation): number {
  const { data, journal = "" } = dataFiles(generation.manifest);
  return [data, journal]
    .filter((name) => name !== "")
    .map((name) => statSync(join(generation.folder, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}

/** Removes the data files of other generations: those that were replaced, and those that a killed process left. */
function removeOthers(generation: Generation): void {
  const kept = Object.values(dataFiles(generation.manifest)) as string[];
  for (const name of readdirSync(generation.folder)) {
    if (!isDataFile(name) || name.includes(".lock") || kept.includes(name.replace(/-lock$/, ""))) continue;
    try {
      rmSync(join(generation.folder, name), { force: true });
    } catch {
      // Where open files cannot be removed, the next compaction does it.
    }
  }
}
