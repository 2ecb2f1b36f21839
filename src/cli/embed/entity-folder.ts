import { NamesakeError } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { type Differences, findDifferences, unencoded } from "../../link/dense/differences.js";
import type { EntityEncoder } from "../../link/dense/encode-entities.js";
import { updateVectors } from "../../link/dense/update-vectors.js";
import { writeEntityVectors } from "../../link/dense/write-entity-vectors.js";
import { ChangingIndex } from "../../vectors/changing-index.js";
import { buildFolderIndex } from "../../vectors/folder-index.js";
import { VectorFolder } from "../../vectors/vector-folder.js";
import type { VectorIndex } from "../../vectors/vector-index.js";
import type { IndexInfo } from "../../vectors/vector-manifest.js";
import { count, RateLine } from "./rate-line.js";

/** A folder of vectors to be made, or brought up to date. */
export interface FolderTask {
  kb: KnowledgeBase;
  encoder: EntityEncoder;
  path: string;
  shardRows: number;
  /** Of the building of an index. */
  threads: number;
  /** Absent = as it was, at first exact. */
  index?: IndexInfo["kind"];
  /** Makes edits part of the folder, however few they are. */
  compact: boolean;
  /** Encodes everything anew, also where there are vectors. */
  replace: boolean;
  signal: AbortSignal;
}

/** Share of the vectors that may lie beside the folder's own, where a search looks at each of them. */
const MOST_BESIDE = 0.25;

/**
 * Makes the vectors of a KB's entities, or brings those that are there up to date, and their index. Tells on stderr what it does.
 *
 * @returns whether it was done, and not stopped
 * @throws {NamesakeError} OPTION_INVALID where the folder has vectors of another encoder; what encoding and writing throw
 */
export async function embedIntoFolder(task: FolderTask): Promise<boolean> {
  const before = indexKind(task);
  const isNew = before === undefined || task.replace;
  if (isNew && !(await write(task))) return false;
  if (!(await update(task, isNew))) return false;
  await buildIndex(task, task.index ?? before ?? "exact");
  return true;
}

/** The index that a folder has; undefined where there is no folder yet, or none that is complete. */
function indexKind({ path, encoder, replace }: FolderTask): IndexInfo["kind"] | undefined {
  try {
    const folder = VectorFolder.open(path);
    folder.close();
    const { model, index } = folder.manifest;
    if (model === encoder.id || replace) return index.kind;
    throw new NamesakeError("OPTION_INVALID", {
      option: "--out",
      expected: `a new folder, or one of vectors of the encoder ${encoder.id}, unless --replace is given`,
      found: `${path}, of the encoder ${model}`,
    });
  } catch (error) {
    const { code } = error as Partial<NamesakeError>;
    if (code === "VECTORS_FOREIGN" || (code === "VECTORS_DAMAGED" && replace)) return undefined;
    throw error;
  }
}

async function write({ kb, encoder, path, shardRows, signal }: FolderTask): Promise<boolean> {
  let line = new RateLine("Encoding entities", kb.size);
  const { encoded, stopped } = await writeEntityVectors(path, kb, encoder, {
    shardRows,
    signal,
    onStart(vectors) {
      if (vectors === 0) return;
      line.print(`Going on behind ${count(vectors)} vectors that an earlier run has left.`);
      line = new RateLine("Encoding entities", kb.size - vectors);
    },
    onProgress: (done) => line.update(done),
  });
  if (!stopped) line.print(`Wrote ${path}: ${count(encoded)} entities encoded ${line.speed(encoded)}.`);
  return !stopped;
}

/** Brings the vectors up to date with the KB. */
async function update(task: FolderTask, isNew: boolean): Promise<boolean> {
  const { kb, encoder, path, compact, signal } = task;
  const folder = VectorFolder.open(path, { model: encoder.id, dimensions: encoder.dimensions });
  const vectors = ChangingIndex.open(folder, notSearched(folder));
  try {
    kb.refresh();
    const { contentHash } = kb.totals();
    const comparing = new RateLine("Comparing entities", kb.size);
    if (contentHash !== vectors.contentHash) {
      const found = await findDifferences(kb, folder, vectors, comparing.update);
      const line = new RateLine("Encoding entities", unencoded(found));
      const options = { signal, onProgress: line.update };
      const { encoded, stopped } = await updateVectors(
        kb,
        folder,
        vectors,
        encoder,
        found,
        contentHash,
        options,
      );
      if (stopped) return false;
      line.print(
        `${path}: ${inWords(found, vectors.size)}. ${count(encoded)} encoded ${line.speed(encoded)}.`,
      );
    } else if (!isNew) comparing.print(`${path} is up to date: ${count(vectors.size)} vectors.`);
    const { added, hidden } = vectors.edits;
    if (added + hidden > (compact ? 0 : MOST_BESIDE * folder.size)) {
      await vectors.compact();
      comparing.print(
        `${path}: ${count(added)} new vectors and ${count(hidden)} gone ones are part of it now.`,
      );
    }
    return true;
  } finally {
    await vectors.close();
  }
}

/** "3 added, 1 changed, 2 removed, 0 under another number, 743,772 as they were" */
function inWords(found: Differences, size: number): string {
  const { added, changed, removed, moved } = found;
  return [
    `${count(added.length)} added`,
    `${count(changed.length)} changed`,
    `${count(removed.length)} removed`,
    `${count(moved.length)} under another number`,
    `${count(size - unencoded(found) - moved.length)} as they were`,
  ].join(", ");
}

/** For edits no vector has to be in memory. */
const notSearched = ({ dimensions, size }: VectorFolder): VectorIndex => ({
  dimensions,
  size,
  search: () => [],
  close: async () => {},
});

async function buildIndex({ path, threads }: FolderTask, kind: IndexInfo["kind"]): Promise<void> {
  const folder = VectorFolder.open(path);
  try {
    if (folder.manifest.index.kind === kind) return;
    const line = new RateLine(`Building the ${kind} index`, folder.size);
    await buildFolderIndex(folder, kind, { threads, onProgress: line.update });
    line.print(`${path} is searched with an index now: ${kind}, built ${line.speed(folder.size)}.`);
  } finally {
    folder.close();
  }
}
