import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { VectorBlock } from "./vector-block.js";
import { COLUMNS, type Column, columnFile, type ShardInfo } from "./vector-manifest.js";

interface ColumnFile {
  column: Column;
  file: FileHandle;
  hash: Hash;
}

/** Writes the files of one shard, block by block. They count only once a manifest names the shard. */
export class VectorShardWriter {
  private size = 0;
  private first = 0;
  private last = 0;

  private constructor(
    private readonly name: string,
    private readonly files: readonly ColumnFile[],
  ) {}

  /** Begins a shard, in the place of files of its name. */
  static async open(folder: string, name: string): Promise<VectorShardWriter> {
    const files: ColumnFile[] = [];
    const shard = new VectorShardWriter(name, files);
    try {
      for (const column of COLUMNS)
        files.push({
          column,
          file: await open(join(folder, columnFile(name, column)), "w"),
          hash: createHash("sha1"),
        });
    } catch (error) {
      await shard.close();
      throw error;
    }
    return shard;
  }

  /** Appends vectors, whose rows are greater than those before. */
  async add(block: VectorBlock): Promise<void> {
    if (block.size === 0) return;
    for (const { column, file, hash } of this.files) {
      const { buffer, byteOffset, byteLength } = block[column];
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      hash.update(bytes);
      await file.writeFile(bytes);
    }
    if (this.size === 0) this.first = block.rows[0] as number;
    this.last = block.rows[block.size - 1] as number;
    this.size += block.size;
  }

  /** Brings the files to the disk and closes them. */
  async finish(): Promise<ShardInfo> {
    for (const { file } of this.files) await file.sync();
    await this.close();
    const hashes = Object.fromEntries(
      this.files.map(({ column, hash }) => [column, hash.digest("hex")]),
    ) as Record<Column, string>;
    return { name: this.name, size: this.size, first: this.first, last: this.last, hashes };
  }

  /** Closes the files as they are. */
  async close(): Promise<void> {
    await Promise.all(this.files.map(({ file }) => file.close().catch(() => undefined)));
  }
}
