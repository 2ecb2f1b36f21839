import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { NamesakeError, reason } from "../errors.js";
import { text } from "./bytes.js";
import { dataFiles, isDataFile, MANIFEST, UNFINISHED_LOCK } from "./data-files.js";
import { timeOfDate } from "./date-option.js";
import { isAbandoned, tryFileLock } from "./file-lock.js";
import { CORRECTIONS_FILE } from "./lasting-files.js";
import { LmdbStore, loadLmdb } from "./lmdb-store.js";
import { FORMAT_VERSION, type Manifest, parseManifest } from "./manifest.js";
import { flushFolder, writeManifest } from "./manifest-file.js";
import { MemoryStore } from "./memory-store.js";
import { openStore } from "./open-store.js";
import type { Totals } from "./totals.js";
import { whyUnwritten } from "./why-unwritten.js";
import { writeParts } from "./write-parts.js";

/** The folder of a KB that has its snapshots, each a folder with a KB that can only be read. */
const SNAPSHOTS = "snapshots";

/** A copy of a KB as it was at some time. */
export interface Snapshot {
  name: string;
  path: string;
  /** ISO date and time. */
  taken: string;
  /** Of the KB, when it was taken. */
  version: number;
  /** Size of its data file. */
  bytes: number;
}

/** Names of files on any platform: "2026-11-01", "before the merge" is none. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u;

/** Snapshots that are named where another one is wanted, the oldest. */
const LISTED = 20;

/** Folders that this process is taking a snapshot in; others of its id were left by an earlier one of that id. */
const taking = new Set<string>();

/**
 * Copies a KB, as it is at one moment, into its folder "snapshots"; others may edit it meanwhile. A kill at any moment leaves the
 * whole snapshot or none.
 *
 * @param name default: the date and time
 * @throws {NamesakeError} SNAPSHOT_EXISTS, OPTION_INVALID, WRITE_FAILED, and what opening throws
 */
export async function takeSnapshot(path: string, name?: string): Promise<Snapshot> {
  const taken = new Date().toISOString();
  const called = name ?? taken.replaceAll(":", "-");
  if (!NAME.test(called))
    throw new NamesakeError("OPTION_INVALID", {
      option: "the name of a snapshot",
      expected: "letters, digits, dots and dashes",
      found: called,
    });
  const target = join(path, SNAPSHOTS, called);
  if (existsSync(target)) throw new NamesakeError("SNAPSHOT_EXISTS", { path, name: called });
  const { manifest, store } = await openStore(path);
  try {
    const unfinished = join(path, SNAPSHOTS, `.${called}.taking-${process.pid}`);
    taking.add(unfinished);
    try {
      removeUnfinished(path);
      mkdirSync(unfinished, { recursive: true });
      const release = tryFileLock(join(unfinished, UNFINISHED_LOCK));
      const version = await copyData(store, unfinished, manifest);
      for (const file of readdirSync(path, { withFileTypes: true }))
        if (file.isFile() && belongs(file.name)) share(join(path, file.name), join(unfinished, file.name));
      const { generation: _, ...kept } = manifest;
      const bytes = statSync(join(unfinished, dataFiles(kept).data)).size;
      writeManifest(unfinished, {
        ...kept,
        // A memory store writes all tables there are.
        version: kept.store === "memory" ? FORMAT_VERSION : kept.version,
        bytes,
        snapshot: { taken, version },
      });
      release?.();
      renameSync(unfinished, target);
      flushFolder(join(path, SNAPSHOTS));
      return { name: called, path: target, taken, version, bytes };
    } catch (error) {
      const why = whyUnwritten(error, unfinished);
      rmSync(unfinished, { recursive: true, force: true });
      if (error instanceof NamesakeError) throw error;
      throw new NamesakeError("WRITE_FAILED", { path: target, why }, { cause: error });
    } finally {
      taking.delete(unfinished);
    }
  } finally {
    await store.close();
  }
}

/** Whether a file beside those of the data is part of what a KB is at one moment. */
const belongs = (name: string): boolean =>
  !isDataFile(name) && !name.startsWith(MANIFEST) && name !== CORRECTIONS_FILE;

/** Copies a KB's data into another folder and returns the version of the copy. */
async function copyData(
  store: MemoryStore | LmdbStore,
  folder: string,
  { store: kind }: Manifest,
): Promise<number> {
  const path = join(folder, dataFiles({ store: kind }).data);
  if (store instanceof MemoryStore) {
    const version = versionOf(store);
    await writeParts(path, store.snapshot());
    return version;
  }
  await store.copy(path);
  const lmdb = await loadLmdb();
  if ("why" in lmdb) throw new Error(lmdb.why);
  const copy = LmdbStore.open(lmdb, path, "it is only looked at");
  const version = versionOf(copy);
  await copy.close();
  rmSync(`${path}-lock`, { force: true });
  return version;
}

function versionOf(store: MemoryStore | LmdbStore): number {
  const totals = store.get("meta", "totals");
  if (totals === undefined) throw new Error("its totals are missing");
  return (JSON.parse(text(totals)) as Totals).edits;
}

/** What belongs to a KB and is written as a whole, such as vectors of its entities, is the same file in the snapshot. */
function share(path: string, copy: string): void {
  try {
    linkSync(path, copy);
  } catch {
    copyFileSync(path, copy);
  }
}

/** Removes what killed processes left of their snapshots. */
function removeUnfinished(path: string): void {
  const folder = join(path, SNAPSHOTS);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = /^\..*\.taking-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || taking.has(join(folder, name))) continue;
    if (isAbandoned(join(folder, name, UNFINISHED_LOCK), Number(pid)))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** The snapshots of a KB, the oldest first. */
export function listSnapshots(path: string): Snapshot[] {
  const folder = join(path, SNAPSHOTS);
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder)
    .filter((name) => !name.startsWith("."))
    .flatMap((name): Snapshot[] => {
      const snapshot = join(folder, name);
      const manifest = join(snapshot, MANIFEST);
      if (!existsSync(manifest)) return [];
      const { snapshot: said, bytes = 0 } = parseManifest(readFileSync(manifest, "utf8"), snapshot);
      return said === undefined ? [] : [{ name, path: snapshot, ...said, bytes }];
    });
  return found.sort((a, b) => (a.taken < b.taken ? -1 : a.taken > b.taken ? 1 : a.name < b.name ? -1 : 1));
}

/** @throws {NamesakeError} SNAPSHOT_UNKNOWN, WRITE_FAILED */
export function removeSnapshot(path: string, name: string): void {
  const { path: found } = snapshotNamed(path, name);
  try {
    // Out of sight first: what is half removed is no snapshot.
    const going = join(path, SNAPSHOTS, `.${name}.taking-${process.pid}`);
    renameSync(found, going);
    rmSync(going, { recursive: true, force: true });
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path: found, why: reason(error) }, { cause: error });
  }
}

/** @throws {NamesakeError} SNAPSHOT_UNKNOWN */
export function snapshotNamed(path: string, name: string): Snapshot {
  const all = listSnapshots(path);
  const found = all.find((snapshot) => snapshot.name === name);
  if (found === undefined) throw unknown(path, `"${name}"`, all);
  return found;
}

/**
 * The last snapshot that was taken at a time or before.
 *
 * @param asOf ISO date, to the end of that day (UTC), or date and time
 * @throws {NamesakeError} SNAPSHOT_UNKNOWN, OPTION_INVALID
 */
export function snapshotAsOf(path: string, asOf: string): Snapshot {
  const until = timeOfDate("asOf", asOf, "23:59:59.999Z");
  const all = listSnapshots(path);
  const found = all.findLast(({ taken }) => Date.parse(taken) <= until);
  if (found === undefined) throw unknown(path, `of ${asOf} or before`, all);
  return found;
}

const unknown = (path: string, wanted: string, all: readonly Snapshot[]): NamesakeError =>
  new NamesakeError("SNAPSHOT_UNKNOWN", {
    path,
    wanted,
    known: [
      ...all.slice(0, LISTED).map(({ name, taken }) => `${name} (${taken})`),
      ...(all.length > LISTED ? [`${all.length - LISTED} later ones`] : []),
    ].join(", "),
  });

/** Moves the snapshots of a KB that was replaced into the folder of the KB that replaced it; one whose name is taken there gets a number. */
export function moveSnapshots(from: string, to: string): void {
  const old = join(from, SNAPSHOTS);
  if (!existsSync(old)) return;
  mkdirSync(join(to, SNAPSHOTS), { recursive: true });
  for (const name of readdirSync(old)) {
    if (name.startsWith(".")) continue;
    let free = name;
    for (let i = 2; existsSync(join(to, SNAPSHOTS, free)); i++) free = `${name}-${i}`;
    renameSync(join(old, name), join(to, SNAPSHOTS, free));
  }
}
