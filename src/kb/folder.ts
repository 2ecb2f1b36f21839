import { existsSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NamesakeError } from "../errors.js";
import { languageCodes } from "../text/languages/languages.js";
import { buildTables } from "./build.js";
import { COMPACTION_LOCK, dataFiles, MANIFEST, UNFINISHED_LOCK } from "./data-files.js";
import { holderOf, isAbandoned, tryFileLock } from "./file-lock.js";
import { KnowledgeBase } from "./knowledge-base.js";
import { isLasting, keepLastingFiles } from "./lasting-files.js";
import { LmdbStoreBuilder, loadLmdb } from "./lmdb-store.js";
import { FORMAT_VERSION, type Manifest, parseManifest, type SourceInfo } from "./manifest.js";
import { writeManifest } from "./manifest-file.js";
import { MemoryStoreBuilder } from "./memory-store.js";
import { openStore } from "./open-store.js";
import { type Pruned, type PruneLimits, pruned } from "./prune.js";
import type { EntityRecord } from "./record.js";
import { moveSnapshots, snapshotAsOf } from "./snapshots.js";
import { spillFiles } from "./spill-files.js";
import type { StoreBuilder } from "./store.js";
import { whyUnwritten } from "./why-unwritten.js";
import { writeParts } from "./write-parts.js";

export interface OpenOptions {
  /** A date, or date and time (ISO): opens the last snapshot that was taken by its end (UTC), which can only be read. */
  asOf?: string;
}

/**
 * Opens the KB in a folder.
 *
 * @throws {NamesakeError} KB_NOT_FOUND, KB_FOREIGN, KB_NEWER, KB_DAMAGED, KB_STORE_MISSING; SNAPSHOT_UNKNOWN
 * @example
 * ```ts
 * const kb = await openKnowledgeBase("./drugs");
 * const then = await openKnowledgeBase("./drugs", { asOf: "2026-11-01" });
 * ```
 */
export async function openKnowledgeBase(path: string, options: OpenOptions = {}): Promise<KnowledgeBase> {
  mendReplaced(path);
  if (!existsSync(path)) throw new NamesakeError("KB_NOT_FOUND", { kb: path, known: "starter" });
  const folder = options.asOf === undefined ? path : snapshotAsOf(path, options.asOf).path;
  const { manifest, store } = await openStore(folder);
  return new KnowledgeBase(manifest, store, folder);
}

/** Between two looks at whether a lock is free. */
const WAIT_MS = 20;
/** A wait that is longer is told of. */
const SAID_AFTER_MS = 1_000;

/** Builds of this process so far: two of them at once do not share a folder. */
let builds = 0;
/** Folders that this process is building in; others of its id were left by an earlier one of that id. */
const building = new Set<string>();

export interface BuildOptions {
  /** Name in the manifest; default: the folder's. */
  name?: string;
  /** Default: lmdb where it can be loaded, else memory. */
  store?: "memory" | "lmdb";
  /** Version of the package, for the manifest. */
  builder?: string;
  /** Languages of the names, ISO 639-1; default: English. */
  languages?: readonly string[];
  /** What is left out because it was counted too seldom. */
  limits?: PruneLimits;
  /** Whether no two records have the same id, as the caller knows: then memory does not grow with the records. Two that have it end the build. */
  distinct?: boolean;
  /** Told of each record that is left out, in one line. */
  onReject?: (message: string) => void;
  /** Told, once, whom the build waits for before it can put the KB in its place. */
  onWait?: (message: string) => void;
}

/**
 * Builds a KB from records into `folder`, in the place of the KB that is there. It is written beside it and moved
 * there when it is complete: a kill at any moment leaves the KB of before, or the new one.
 *
 * @param sources asked for after all records were read
 * @throws {NamesakeError} KB_EXISTS (something else is in the way), KB_EMPTY, RECORD_DUPLICATE (where ids should be distinct), WRITE_FAILED, and what the records throw
 */
export async function buildKnowledgeBase(
  records: AsyncIterable<EntityRecord> | Iterable<EntityRecord>,
  folder: string,
  sources: () => SourceInfo[],
  options: BuildOptions = {},
): Promise<{ knowledgeBase: KnowledgeBase; rejected: number; pruned: Pruned }> {
  // Without a separator at its end, so that names beside it can be made of it.
  const path = resolve(folder);
  mendReplaced(path);
  if (existsSync(path) && !isKnowledgeBase(path) && !isEmptyFolder(path))
    throw new NamesakeError("KB_EXISTS", { path });
  const name = options.name ?? basename(path);
  const languages = options.languages && languageCodes(options.languages);
  const unfinished = `${path}.building-${process.pid}-${++builds}`;
  building.add(unfinished);
  let builder: StoreBuilder | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    await removeUnfinished(path);
    await mkdir(unfinished);
    const release = tryFileLock(join(unfinished, UNFINISHED_LOCK));
    const lmdb = options.store === "memory" ? { why: "not wanted" } : await loadLmdb();
    if ("why" in lmdb && options.store === "lmdb")
      throw new NamesakeError("KB_STORE_MISSING", { path, store: "lmdb", why: lmdb.why });
    const store = "why" in lmdb ? "memory" : "lmdb";
    const files = dataFiles({ store });
    builder =
      "why" in lmdb
        ? new MemoryStoreBuilder((store) => writeParts(join(unfinished, files.data), store.snapshot()))
        : new LmdbStoreBuilder(lmdb, join(unfinished, files.data));
    const spill = (kind: string) => spillFiles(unfinished, kind);
    const lost: Pruned = { entities: 0, aliases: 0 };
    const kept = pruned(guarded(records), options.limits ?? {}, lost, { spill, languages });
    const { totals, typeSystem, rejected } = await buildTables(kept, builder, {
      spill,
      label: name,
      distinct: options.distinct === true,
      ...(languages && { languages }),
      ...(options.onReject === undefined ? {} : { onReject: options.onReject }),
    });
    if (totals.entities === 0)
      throw new NamesakeError("KB_EMPTY", {
        source: name,
        rejected,
        seldom: lost.entities,
        minCount: options.limits?.minCount ?? 0,
      });
    await builder.finish();
    const manifest: Manifest = {
      format: "namesake-kb",
      version: FORMAT_VERSION,
      name,
      store,
      created: new Date().toISOString(),
      builder: options.builder ?? "",
      sources: sources(),
      typeSystem,
      ...(languages && { languages }),
      entities: totals.entities,
      aliases: totals.aliases,
      contentHash: totals.contentHash,
      bytes: statSync(join(unfinished, files.data)).size,
    };
    for (const file of readdirSync(unfinished))
      if (file.endsWith(".run") || file.endsWith("-lock")) await rm(join(unfinished, file));
    writeManifest(unfinished, manifest);
    const releaseOld = await waitForCompaction(path, options.onWait);
    let replaced: string | undefined;
    try {
      keepLastingFiles(path, unfinished);
      release?.();
      // The lock goes with the folder that it is in.
      replaced = replace(path, unfinished);
    } catch (error) {
      releaseOld();
      throw error;
    }
    if (replaced !== undefined) await removeReplaced(replaced, path);
    return { knowledgeBase: await openKnowledgeBase(path), rejected, pruned: lost };
  } catch (error) {
    const why = whyUnwritten(error, unfinished);
    await builder?.abandon().catch(() => {});
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    if (error instanceof SourceFault) throw error.cause;
    if (error instanceof NamesakeError) throw error;
    throw new NamesakeError("WRITE_FAILED", { path, why }, { cause: error });
  } finally {
    building.delete(unfinished);
  }
}

/** What a source threw, so that it is not taken for a failure to write. */
class SourceFault extends Error {}

async function* guarded(
  records: AsyncIterable<EntityRecord> | Iterable<EntityRecord>,
): AsyncGenerator<EntityRecord> {
  try {
    yield* records;
  } catch (error) {
    throw new SourceFault("source", { cause: error });
  }
}

/** Not every manifest.json is ours: those of web pages and browser extensions are called so too. */
function isKnowledgeBase(path: string): boolean {
  try {
    parseManifest(readFileSync(join(path, MANIFEST), "utf8"), path);
    return true;
  } catch (error) {
    return error instanceof NamesakeError && error.code === "KB_NEWER";
  }
}

/** Without anything but what outlives a KB. */
function isEmptyFolder(path: string): boolean {
  return statSync(path).isDirectory() && readdirSync(path).every(isLasting);
}

/**
 * Puts the finished folder in the place of `path`, and gives the old one's place, which is the caller's to remove.
 * Killed between the two renames, {@link mendReplaced} mends it; nothing else of this process runs between them.
 */
function replace(path: string, finished: string): string | undefined {
  if (!existsSync(path)) {
    renameSync(finished, path);
    return undefined;
  }
  const old = `${path}.replaced-${process.pid}`;
  renameSync(path, old);
  try {
    renameSync(finished, path);
  } catch (error) {
    renameSync(old, path);
    throw error;
  }
  return old;
}

/**
 * Keeps others from making the KB at `path` compact, which would write the old one's manifest into the folder of the new one.
 *
 * @returns what allows it again
 */
async function waitForCompaction(
  path: string,
  onWait: BuildOptions["onWait"] = () => {},
): Promise<() => void> {
  const lock = join(path, COMPACTION_LOCK);
  for (let waited = 0; ; waited += WAIT_MS)
    try {
      const release = tryFileLock(lock);
      if (release !== undefined) return release;
      if (waited === SAID_AFTER_MS)
        onWait(`Waiting until ${path} is no longer being made compact: ${holderOf(lock)}.`);
      await sleep(WAIT_MS);
    } catch {
      return () => {}; // where there is no folder, or none that can be written, nobody makes it compact
    }
}

/** Removes a KB that another one has taken the place of, after its snapshots were moved there. What cannot be done now, the next build does. */
async function removeReplaced(replaced: string, path: string): Promise<void> {
  try {
    moveSnapshots(replaced, path);
    await rm(replaced, { recursive: true, force: true });
  } catch {
    // It is in nobody's way.
  }
}

/** Siblings of `path` that end in `.kind-PID`. */
function siblings(path: string, kind: string): { path: string; pid: number }[] {
  const folder = dirname(path);
  const start = `${basename(path)}.${kind}-`;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return []; // what hinders here hinders the build as well, which tells of it
  }
  return names
    .filter((name) => name.startsWith(start) && /^\d+(-\d+)?$/.test(name.slice(start.length)))
    .map((name) => ({ path: join(folder, name), pid: Number.parseInt(name.slice(start.length), 10) }));
}

/**
 * Mends what a build left that was killed at its end: the KB that it had moved away comes back, or, where the new one is in its place, its
 * snapshots do. A folder of this process' id is left by an earlier one of that id, or has no snapshots any more.
 */
export function mendReplaced(path: string): void {
  for (const replaced of siblings(path, "replaced")) {
    if (!isAbandoned(join(replaced.path, COMPACTION_LOCK), replaced.pid)) continue;
    try {
      if (!existsSync(path)) renameSync(replaced.path, path);
      else if (isKnowledgeBase(path)) moveSnapshots(replaced.path, path);
    } catch {
      // It stays where it is; the KB is not found, or has fewer snapshots.
    }
  }
}

/** Removes what killed builds left behind. */
async function removeUnfinished(path: string): Promise<void> {
  for (const [kind, lock] of [
    ["building", UNFINISHED_LOCK],
    ["replaced", COMPACTION_LOCK],
  ] as const)
    for (const { path: leftover, pid } of siblings(path, kind))
      if (!building.has(leftover) && isAbandoned(join(leftover, lock), pid)) {
        if (kind === "replaced") {
          // Where it could not be put back, it is the only KB there is.
          if (!existsSync(path)) continue;
          moveSnapshots(leftover, path);
        }
        await rm(leftover, { recursive: true, force: true });
      }
}
