import { accessSync, constants, existsSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { NamesakeError, reason } from "../errors.js";
import { buildTables } from "./build.js";
import { FileJournal, readJournal } from "./journal.js";
import { KnowledgeBase } from "./knowledge-base.js";
import { LmdbStore, LmdbStoreBuilder, loadLmdb } from "./lmdb-store.js";
import { FORMAT_VERSION, type Manifest, parseManifest, type SourceInfo } from "./manifest.js";
import { MemoryStore, MemoryStoreBuilder } from "./memory-store.js";
import type { EntityRecord } from "./record.js";
import { spillFiles } from "./spill-files.js";
import type { Store, StoreBuilder } from "./store.js";

const MANIFEST = "manifest.json";
const LMDB_FILE = "data.mdb";
const SNAPSHOT_FILE = "data.bin";
const JOURNAL_FILE = "edits.log";

/**
 * Opens the KB in a folder.
 *
 * @throws {NamesakeError} KB_NOT_FOUND, KB_FOREIGN, KB_NEWER, KB_DAMAGED, KB_STORE_MISSING
 */
export async function openKnowledgeBase(path: string): Promise<KnowledgeBase> {
  restoreReplaced(path);
  if (!existsSync(path)) throw new NamesakeError("KB_NOT_FOUND", { kb: path, known: "starter" });
  let json: string;
  try {
    json = readFileSync(join(path, MANIFEST), "utf8");
  } catch (error) {
    throw new NamesakeError("KB_FOREIGN", { path, why: `${MANIFEST}: ${reason(error)}` });
  }
  const manifest = parseManifest(json, path);
  return new KnowledgeBase(manifest, await openStore(path, manifest), path);
}

async function openStore(path: string, manifest: Manifest): Promise<Store> {
  const file = join(path, manifest.store === "lmdb" ? LMDB_FILE : SNAPSHOT_FILE);
  try {
    // LMDB maps the file: a part that is missing would end the process, not throw.
    const { size } = statSync(file);
    const expected = manifest.bytes ?? 0;
    if (size < expected) throw new RangeError(`${basename(file)} ends after ${size} of ${expected} bytes`);
    if (manifest.store === "memory") {
      const tables = MemoryStore.tablesOf(await readFile(file), manifest.version);
      const journal = join(path, JOURNAL_FILE);
      const found = readJournal(journal);
      const readOnly = whyReadOnly(path);
      const log = readOnly === undefined ? new FileJournal(journal, found) : undefined;
      return new MemoryStore(tables, log, found.entries, readOnly);
    }
    const lmdb = await loadLmdb();
    if ("why" in lmdb) throw new NamesakeError("KB_STORE_MISSING", { path, store: "lmdb", why: lmdb.why });
    return LmdbStore.open(lmdb, file, whyReadOnly(path) ?? whyReadOnly(file));
  } catch (error) {
    if (error instanceof NamesakeError) throw error;
    throw new NamesakeError("KB_DAMAGED", { path, why: reason(error) }, { cause: error });
  }
}

function whyReadOnly(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return reason(error);
  }
}

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
  /** Told of each record that is left out, in one line. */
  onReject?: (message: string) => void;
}

/**
 * Builds a KB from records into `folder`, in the place of the KB that is there. It is written beside it and moved
 * there when it is complete: a kill at any moment leaves the KB of before, or the new one.
 *
 * @param sources asked for after all records were read
 * @throws {NamesakeError} KB_EXISTS (something else is in the way), KB_EMPTY, WRITE_FAILED, and what the records throw
 */
export async function buildKnowledgeBase(
  records: AsyncIterable<EntityRecord> | Iterable<EntityRecord>,
  folder: string,
  sources: () => SourceInfo[],
  options: BuildOptions = {},
): Promise<{ knowledgeBase: KnowledgeBase; rejected: number }> {
  // Without a separator at its end, so that names beside it can be made of it.
  const path = resolve(folder);
  restoreReplaced(path);
  if (existsSync(path) && !isKnowledgeBase(path) && !isEmptyFolder(path))
    throw new NamesakeError("KB_EXISTS", { path });
  const name = options.name ?? basename(path);
  const unfinished = `${path}.building-${process.pid}-${++builds}`;
  building.add(unfinished);
  let builder: StoreBuilder | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    await removeUnfinished(path);
    await mkdir(unfinished);
    const lmdb = options.store === "memory" ? { why: "not wanted" } : await loadLmdb();
    if ("why" in lmdb && options.store === "lmdb")
      throw new NamesakeError("KB_STORE_MISSING", { path, store: "lmdb", why: lmdb.why });
    builder =
      "why" in lmdb
        ? new MemoryStoreBuilder((store) => writeParts(join(unfinished, SNAPSHOT_FILE), store.snapshot()))
        : new LmdbStoreBuilder(lmdb, join(unfinished, LMDB_FILE));
    const { totals, typeSystem, rejected } = await buildTables(guarded(records), builder, {
      spill: (kind) => spillFiles(unfinished, kind),
      label: name,
      ...(options.onReject === undefined ? {} : { onReject: options.onReject }),
    });
    if (totals.entities === 0) throw new NamesakeError("KB_EMPTY", { source: name, rejected });
    await builder.finish();
    const store = "why" in lmdb ? "memory" : "lmdb";
    const manifest: Manifest = {
      format: "namesake-kb",
      version: FORMAT_VERSION,
      name,
      store,
      created: new Date().toISOString(),
      builder: options.builder ?? "",
      sources: sources(),
      typeSystem,
      entities: totals.entities,
      aliases: totals.aliases,
      contentHash: totals.contentHash,
      bytes: statSync(join(unfinished, store === "lmdb" ? LMDB_FILE : SNAPSHOT_FILE)).size,
    };
    for (const file of readdirSync(unfinished))
      if (file.endsWith(".run") || file.endsWith("-lock")) await rm(join(unfinished, file));
    await writeParts(join(unfinished, MANIFEST), [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]);
    const replaced = replace(path, unfinished);
    // What cannot be removed now, the next build removes.
    if (replaced !== undefined) await rm(replaced, { recursive: true, force: true }).catch(() => {});
    return { knowledgeBase: await openKnowledgeBase(path), rejected };
  } catch (error) {
    await builder?.abandon().catch(() => {});
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    if (error instanceof SourceFault) throw error.cause;
    if (error instanceof NamesakeError) throw error;
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
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

async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, "w");
  try {
    for (const part of parts) await writeFile(file, part);
    await file.sync();
  } finally {
    await file.close();
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

function isEmptyFolder(path: string): boolean {
  return statSync(path).isDirectory() && readdirSync(path).length === 0;
}

/**
 * Puts the finished folder in the place of `path`, and gives the old one's place, which is the caller's to remove.
 * Killed between the two renames, {@link restoreReplaced} mends it; nothing else of this process runs between them.
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

/** Puts a KB back that a killed build had moved away. A folder of this process' id is left by an earlier one of that id. */
function restoreReplaced(path: string): void {
  if (existsSync(path)) return;
  const replaced = siblings(path, "replaced").find(({ pid }) => !isAlive(pid) || pid === process.pid);
  if (replaced === undefined) return;
  try {
    renameSync(replaced.path, path);
  } catch {
    // It stays where it is; the KB is not found.
  }
}

/** Removes what killed builds left behind. */
async function removeUnfinished(path: string): Promise<void> {
  for (const kind of ["building", "replaced"])
    for (const { path: leftover, pid } of siblings(path, kind))
      if (!isAlive(pid) || (pid === process.pid && !building.has(leftover)))
        await rm(leftover, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
