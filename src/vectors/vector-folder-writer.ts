import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { NamesakeError, reason } from "../errors.js";
import { blockOf, sliceBlock, type VectorBlock, type VectorEntry } from "./vector-block.js";
import { checkOurs, intactPart, nextGeneration, removeStale } from "./vector-generations.js";
import {
  FORMAT_VERSION,
  fileName,
  unfinishedPath,
  type VectorManifest,
  writeManifest,
} from "./vector-manifest.js";
import { VectorShardWriter } from "./vector-shard-writer.js";

export interface VectorFolderOptions {
  /** Id of the encoder. */
  model: string;
  dimensions: number;
  /** `contentHash` of the KB that is encoded. */
  contentHash: string;
  /** Vectors of a shard; default 262,144. A shard that is complete is kept when the writing is interrupted. */
  shardRows?: number;
  /** Whether an interrupted writing is gone on with, and this one can be; default true. */
  resumable?: boolean;
}

/**
 * Writes a folder of vectors, shard by shard. What was in the folder stays until {@link finish}. A writing that ended before it
 * was finished is gone on with by the next that has the same options. One writer of a folder at a time.
 *
 * @example
 * ```ts
 * const writer = VectorFolderWriter.open("./vectors", { model, dimensions: 256, contentHash });
 * for await (const batch of encoded(kb.entitiesFrom(writer.nextRow))) await writer.add(batch);
 * await writer.finish();
 * ```
 */
export class VectorFolderWriter {
  private shard: { writer: VectorShardWriter; size: number } | undefined;
  private next: number;

  private constructor(
    private readonly path: string,
    private readonly manifest: VectorManifest,
    private readonly resumable: boolean,
  ) {
    this.next = firstRowAfter(manifest);
  }

  /**
   * Begins a folder, or goes on with one.
   *
   * @throws {NamesakeError} VECTORS_EXISTS, WRITE_FAILED
   */
  static open(path: string, options: VectorFolderOptions): VectorFolderWriter {
    const { model, dimensions, contentHash, shardRows = 262_144, resumable = true } = options;
    try {
      mkdirSync(path, { recursive: true });
      checkOurs(path);
      const found = resumable ? intactPart(path) : undefined;
      const isSame =
        found?.model === model &&
        found.dimensions === dimensions &&
        found.contentHash === contentHash &&
        found.shardRows === shardRows;
      const fresh: VectorManifest = {
        format: "namesake-vectors",
        version: FORMAT_VERSION,
        model,
        dimensions,
        size: 0,
        contentHash,
        generation: nextGeneration(path),
        shardRows,
        shards: [],
        index: { kind: "exact", files: [] },
      };
      return new VectorFolderWriter(path, isSame ? found : fresh, resumable);
    } catch (error) {
      throw failure(path, error);
    }
  }

  /** Prefix of the names of the files that are written. */
  get generation(): number {
    return this.manifest.generation;
  }

  /** The least row that may be added: all before it are there, as far as they were given. */
  get nextRow(): number {
    return this.next;
  }

  /** Vectors so far. */
  get size(): number {
    return this.manifest.size + (this.shard?.size ?? 0);
  }

  /**
   * Appends vectors, in batches of any size.
   *
   * @param entries with ascending rows from {@link nextRow}
   * @throws {NamesakeError} VECTORS_MISMATCH; WRITE_FAILED, after which {@link nextRow} says where to go on
   * @throws {RangeError} rows that do not ascend
   */
  async add(entries: readonly VectorEntry[]): Promise<void> {
    await this.addBlock(blockOf(entries, this.manifest.dimensions));
  }

  /** Appends vectors that are already quantised, as {@link add} does. */
  async addBlock(block: VectorBlock): Promise<void> {
    this.checkBlock(block);
    try {
      for (let from = 0; from < block.size; ) {
        this.shard ??= await this.openShard();
        const to = Math.min(block.size, from + this.manifest.shardRows - this.shard.size);
        await this.shard.writer.add(sliceBlock(block, from, to));
        this.shard.size += to - from;
        this.next = (block.rows[to - 1] as number) + 1;
        from = to;
        if (this.shard.size === this.manifest.shardRows) await this.finishShard();
      }
    } catch (error) {
      await this.abandon();
      throw failure(this.path, error);
    }
  }

  /**
   * Puts what was written in the place of what was there, and removes that.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  async finish(): Promise<void> {
    await this.commit();
    await removeStale(this.path);
  }

  /** {@link finish} without the removing: {@link removeStale} is for the caller to call. */
  async commit(): Promise<void> {
    try {
      await this.finishShard();
      await writeManifest(this.path, this.manifest);
      if (this.resumable) await rm(unfinishedPath(this.path), { force: true });
    } catch (error) {
      throw failure(this.path, error);
    }
  }

  /** Closes what is open, and leaves the shards that are complete to the next writer. */
  async abandon(): Promise<void> {
    await this.shard?.writer.close();
    this.shard = undefined;
    this.next = firstRowAfter(this.manifest);
  }

  private async openShard(): Promise<{ writer: VectorShardWriter; size: number }> {
    const number = this.manifest.shards.length;
    // Files of a generation that no manifest names would be taken for leftovers.
    if (number === 0) await this.recordProgress();
    const name = fileName(this.manifest.generation, String(number).padStart(4, "0"));
    return { writer: await VectorShardWriter.open(this.path, name), size: 0 };
  }

  private async finishShard(): Promise<void> {
    if (this.shard === undefined) return;
    const shard = await this.shard.writer.finish();
    this.shard = undefined;
    this.manifest.shards.push(shard);
    this.manifest.size += shard.size;
    await this.recordProgress();
  }

  private async recordProgress(): Promise<void> {
    if (this.resumable) await writeManifest(this.path, this.manifest, "unfinished");
  }

  private checkBlock({ dimensions, rows }: VectorBlock): void {
    if (dimensions !== this.manifest.dimensions)
      throw new NamesakeError("VECTORS_MISMATCH", {
        what: "A block of vectors",
        expected: `${this.manifest.dimensions} dimensions`,
        found: `${dimensions}`,
      });
    let least = this.next;
    for (const row of rows) {
      if (row < least) throw new RangeError(`rows must ascend: expected ${least} or more, found ${row}`);
      least = row + 1;
    }
  }
}

const firstRowAfter = ({ shards }: VectorManifest): number => (shards.at(-1)?.last ?? -1) + 1;

function failure(path: string, error: unknown): unknown {
  if (error instanceof NamesakeError) return error;
  return new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
}
