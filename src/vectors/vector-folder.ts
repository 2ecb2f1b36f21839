import { NamesakeError, reason } from "../errors.js";
import { checkQuery } from "./check-query.js";
import { ExactIndex } from "./exact-index.js";
import { dotRow, type QuantisedRows } from "./quantised-rows.js";
import { ShardedIndex } from "./sharded-index.js";
import type { VectorBlock } from "./vector-block.js";
import { checkGeneration } from "./vector-generations.js";
import type { VectorIndex } from "./vector-index.js";
import { type IndexInfo, readManifest, type VectorManifest, writeManifest } from "./vector-manifest.js";
import { VectorShard } from "./vector-shard.js";

/** What the vectors of a folder should be. */
export interface ExpectedVectors {
  /** Id of the encoder that queries come from. */
  model?: string;
  dimensions?: number;
}

/**
 * A folder of vectors, open for reading. What is in memory is 8 bytes a vector; the vectors are read from the disk when they are
 * asked for. It goes on reading what it opened, also while the folder is written anew.
 */
export class VectorFolder {
  private constructor(
    readonly path: string,
    private info: VectorManifest,
    private readonly shards: readonly VectorShard[],
  ) {}

  /**
   * @throws {NamesakeError} VECTORS_FOREIGN, VECTORS_NEWER, VECTORS_DAMAGED; VECTORS_MISMATCH where they are not as expected
   */
  static open(path: string, expected: ExpectedVectors = {}): VectorFolder {
    const manifest = readManifest(path);
    const { model, dimensions } = manifest;
    if (expected.model !== undefined && expected.model !== model)
      throw mismatch(path, "model", expected.model, model);
    if (expected.dimensions !== undefined && expected.dimensions !== dimensions)
      throw mismatch(path, "dimensions", expected.dimensions, dimensions);
    const shards: VectorShard[] = [];
    try {
      for (const shard of manifest.shards) shards.push(new VectorShard(path, shard, dimensions));
    } catch (error) {
      for (const shard of shards) shard.close();
      throw damaged(path, error);
    }
    return new VectorFolder(path, manifest, shards);
  }

  /** As it was when the folder was opened. */
  get manifest(): Readonly<VectorManifest> {
    return this.info;
  }

  get dimensions(): number {
    return this.info.dimensions;
  }

  get size(): number {
    return this.info.size;
  }

  has(row: number): boolean {
    return this.find(row) !== undefined;
  }

  /** All rows, ascending. */
  *rows(): Generator<number> {
    for (const { rows } of this.shards) yield* rows;
  }

  /** The fingerprint of the text that a row's vector is of; undefined where the row has none. */
  fingerprintOf(row: number): number | undefined {
    const found = this.find(row);
    return found && this.reading(() => found.shard.fingerprints[found.place]);
  }

  /**
   * The dot product with the vector of a row, which is read from the disk: for the few rows that an index in memory has found.
   *
   * @returns as {@link dotRow}; undefined where the row has no vector
   * @throws {NamesakeError} VECTORS_MISMATCH, VECTORS_DAMAGED
   */
  score(row: number, query: Float32Array): number | undefined {
    checkQuery(query, this.dimensions);
    const quantised = this.read(row);
    return quantised && dotRow(quantised, 0, query);
  }

  /**
   * The vector of a row, as exactly as it was kept.
   *
   * @returns [dimensions]; undefined where the row has no vector
   * @throws {NamesakeError} VECTORS_DAMAGED
   */
  vector(row: number): Float32Array | undefined {
    const quantised = this.read(row);
    if (quantised === undefined) return undefined;
    const [scale = 1] = quantised.scales;
    return Float32Array.from(quantised.values, (value) => scale * value);
  }

  /**
   * All vectors in the order of their rows, some at a time.
   *
   * @throws {NamesakeError} VECTORS_DAMAGED
   */
  *blocks(size = 4096): Generator<VectorBlock> {
    for (const shard of this.shards)
      for (let from = 0; from < shard.size; from += size)
        yield this.reading(() => shard.block(from, Math.min(shard.size, from + size)));
  }

  /**
   * Reads all vectors into memory, to be searched exactly. The index does not need the folder any more.
   *
   * @throws {NamesakeError} VECTORS_DAMAGED, also where a byte is not as it was written
   */
  exactIndex(): VectorIndex {
    const indexes = this.shards.map(
      (shard) =>
        new ExactIndex(
          this.reading(() => shard.load()),
          shard.rows,
        ),
    );
    return new ShardedIndex(this.dimensions, indexes);
  }

  /**
   * Notes which index the folder is searched with.
   *
   * @throws {NamesakeError} WRITE_FAILED, also where the folder was written anew since it was opened
   */
  async recordIndex(index: IndexInfo): Promise<void> {
    checkGeneration(this.path, this.info.generation);
    const manifest = { ...this.info, index };
    await writeManifest(this.path, manifest);
    this.info = manifest;
  }

  /** Closes the files. May be called twice. */
  close(): void {
    for (const shard of this.shards) shard.close();
  }

  /** The vector of a row, read from the disk. */
  private read(row: number): QuantisedRows | undefined {
    const found = this.find(row);
    if (found === undefined) return undefined;
    const { shard, place } = found;
    const values = new Int8Array(this.dimensions);
    this.reading(() => shard.readValues(place, values));
    return { dimensions: this.dimensions, size: 1, values, scales: Float32Array.of(shard.scaleOf(place)) };
  }

  private find(row: number): { shard: VectorShard; place: number } | undefined {
    const number = this.info.shards.findIndex(({ first, last }) => first <= row && row <= last);
    const shard = this.shards[number];
    const place = shard?.placeOf(row);
    return shard === undefined || place === undefined ? undefined : { shard, place };
  }

  private reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw damaged(this.path, error);
    }
  }
}

const mismatch = (path: string, what: string, expected: string | number, found: string | number) =>
  new NamesakeError("VECTORS_MISMATCH", {
    what: `The vectors in ${path}`,
    expected: `the ${what} ${expected}`,
    found: String(found),
  });

const damaged = (path: string, error: unknown) =>
  error instanceof NamesakeError
    ? error
    : new NamesakeError("VECTORS_DAMAGED", { path, why: reason(error) }, { cause: error });
