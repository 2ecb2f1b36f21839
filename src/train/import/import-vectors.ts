import type { VectorEntry } from "../../vectors/vector-block.js";
import { VectorFolderWriter } from "../../vectors/vector-folder-writer.js";
import type { EntityMatrix } from "./entity-matrix.js";

/** Which entity of a KB each row of a matrix is of. */
export class EntityRows {
  /** The KB's number of each row's entity. */
  readonly entities: Uint32Array;
  /** Fingerprints of the texts that the vectors are of. */
  readonly fingerprints: Float64Array;

  constructor(size: number) {
    this.entities = new Uint32Array(size).fill(EntityRows.NONE);
    this.fingerprints = new Float64Array(size);
  }

  /** The number of a row without an entity. */
  static readonly NONE = 0xffff_ffff;

  set(row: number, entity: number, fingerprint: number): void {
    this.entities[row] = entity;
    this.fingerprints[row] = fingerprint;
  }

  /** The rows that have an entity, in the order of the entities, the first of each. */
  inOrder(): Uint32Array {
    const { entities } = this;
    const known = Uint32Array.from(entities.keys()).filter((row) => entities[row] !== EntityRows.NONE);
    const isOrdered = known.every(
      (row, i) => i === 0 || (entities[known[i - 1] as number] as number) < (entities[row] as number),
    );
    if (isOrdered) return known;
    known.sort((a, b) => (entities[a] as number) - (entities[b] as number) || a - b);
    return known.filter((row, i) => i === 0 || entities[row] !== entities[known[i - 1] as number]);
  }
}

/** What a folder of vectors says of them. */
export interface VectorsOf {
  /** Id of the encoder. */
  model: string;
  /** `contentHash` of the KB. */
  contentHash: string;
}

/** Rows that are read and written at a time. */
const BATCH = 1024;
/** Rows are read in one piece where it has at most so many times as many as are wanted. */
const SPARSE = 4;

/**
 * Writes vectors that were made elsewhere into a folder, as int8 under the numbers that entities have in a KB. A writing that was
 * interrupted is gone on with.
 *
 * @returns how many vectors the folder has
 * @throws {NamesakeError} WRITE_FAILED, VECTORS_EXISTS, VECTORS_MISMATCH for numbers that are not finite
 */
export async function importVectors(
  folder: string,
  matrix: EntityMatrix,
  entities: EntityRows,
  { model, contentHash }: VectorsOf,
  progress: (fraction: number) => void = () => {},
): Promise<number> {
  const writer = VectorFolderWriter.open(folder, { model, dimensions: matrix.width, contentHash });
  try {
    const begun = writer.nextRow;
    const rows = entities.inOrder().filter((row) => (entities.entities[row] as number) >= begun);
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = rows.subarray(at, at + BATCH);
      await writer.add(await read(matrix, batch, entities));
      progress((at + batch.length) / rows.length);
    }
    await writer.finish();
    return writer.size;
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

async function read(matrix: EntityMatrix, rows: Uint32Array, known: EntityRows): Promise<VectorEntry[]> {
  const entry = (row: number, vector: Float32Array): VectorEntry => ({
    row: known.entities[row] as number,
    fingerprint: known.fingerprints[row] as number,
    vector,
  });
  const first = rows.reduce((least, row) => Math.min(least, row));
  const end = rows.reduce((most, row) => Math.max(most, row)) + 1;
  const { width } = matrix;
  if (end - first <= SPARSE * rows.length) {
    const all = await matrix.read(first, end);
    return Array.from(rows, (row) =>
      entry(row, all.subarray((row - first) * width, (row - first + 1) * width)),
    );
  }
  const entries: VectorEntry[] = [];
  for (const row of rows) entries.push(entry(row, await matrix.read(row, row + 1)));
  return entries;
}
