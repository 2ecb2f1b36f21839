import { setImmediate as breathe } from "node:timers/promises";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { ChangingIndex } from "../../vectors/changing-index.js";
import type { VectorFolder } from "../../vectors/vector-folder.js";
import { allEntities, type EntityReader, entitiesAt, type ReadableEntity } from "./readable-entities.js";

/** In what the vectors of entities differ from a KB as it is now. Rows, ascending. */
export interface Differences {
  /** Entities without a vector. */
  added: number[];
  /** Entities whose vector is of another text. */
  changed: number[];
  /** Entities that have another row than they had, as after a KB was built again: what their vector is, and where it is. */
  moved: { row: number; from: number; fingerprint: number }[];
  /** Vectors without an entity. */
  removed: number[];
}

/** Of how many entities there is something to do. */
export const sizeOf = ({ added, changed, moved, removed }: Differences): number =>
  added.length + changed.length + moved.length + removed.length;

/** Of how many entities a vector has to be made. */
export const unencoded = ({ added, changed }: Differences): number => added.length + changed.length;

/** Entities that are read at a time. */
const BATCH = 1024;

/**
 * Compares the fingerprints of all vectors with what an encoder would read now. Takes some 40 µs an entity.
 *
 * @param folder that the index is over
 * @param onProgress is told how many entities were compared
 */
export async function findDifferences(
  kb: KnowledgeBase,
  folder: VectorFolder,
  index: ChangingIndex,
  onProgress: (entities: number) => void = () => {},
): Promise<Differences> {
  const there = new Uint8Array(kb.totals().nextIndex);
  let entities = 0;
  const others = await compare(allEntities(kb), index, (batch) => {
    for (const { row } of batch) there[row] = 1;
    entities += batch.length;
    onProgress(entities);
  });
  const removed = [...index.rows()].filter((row) => there[row] !== 1).sort((a, b) => a - b);
  const known = rowsOf(folder, new Set(others.map(({ fingerprint }) => fingerprint)));
  const moved = others.flatMap(({ row, fingerprint }) => {
    const from = known.get(fingerprint);
    return from === undefined ? [] : [{ row, from, fingerprint }];
  });
  const rows = others.filter(({ fingerprint }) => !known.has(fingerprint)).map(({ row }) => row);
  return { ...sorted(rows, index), moved, removed };
}

/**
 * The same of some rows alone: those of entities that are known to have been edited.
 *
 * @param edited may have rows twice, in any order
 */
export async function differencesAt(
  kb: KnowledgeBase,
  index: ChangingIndex,
  edited: readonly number[],
): Promise<Differences> {
  const rows = [...new Set(edited)].sort((a, b) => a - b);
  const others = await compare(entitiesAt(kb, rows), index);
  const removed = rows.filter((row) => kb.at(row) === undefined && index.has(row));
  return {
    ...sorted(
      others.map(({ row }) => row),
      index,
    ),
    moved: [],
    removed,
  };
}

/** The entities whose row has no vector, or one of another text. */
async function compare(
  read: EntityReader,
  index: ChangingIndex,
  visit: (batch: readonly ReadableEntity[]) => void = () => {},
): Promise<{ row: number; fingerprint: number }[]> {
  const others: { row: number; fingerprint: number }[] = [];
  for (let batch = read(BATCH); batch.length > 0; batch = read(BATCH)) {
    for (const { row, fingerprint } of batch)
      if (index.fingerprintOf(row) !== fingerprint) others.push({ row, fingerprint });
    visit(batch);
    // Whoever else this process serves is not kept waiting.
    await breathe();
  }
  return others;
}

/** Where in a folder the vectors of texts are. */
function rowsOf(folder: VectorFolder, fingerprints: ReadonlySet<number>): Map<number, number> {
  const rows = new Map<number, number>();
  if (fingerprints.size === 0) return rows;
  for (const row of folder.rows()) {
    const fingerprint = folder.fingerprintOf(row) as number;
    if (fingerprints.has(fingerprint)) rows.set(fingerprint, row);
  }
  return rows;
}

const sorted = (rows: readonly number[], index: ChangingIndex): Pick<Differences, "added" | "changed"> => ({
  added: rows.filter((row) => !index.has(row)),
  changed: rows.filter((row) => index.has(row)),
});
