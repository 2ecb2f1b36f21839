import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { NamesakeError } from "../errors.js";
import type { QuantisedRows } from "./quantised-rows.js";
import type { VectorBlock } from "./vector-block.js";
import { bytesOf, COLUMNS, type Column, columnFile, type ShardInfo } from "./vector-manifest.js";

/** The system reads at most 2 GiB at once. */
const LARGEST_READ = 1 << 30;

/**
 * One shard of a folder, open for reading: its rows and scales are in memory, its vectors and fingerprints on the disk. Faults are
 * thrown as plain errors, which the folder words.
 */
export class VectorShard {
  /** [size], ascending */
  readonly rows: Uint32Array;
  readonly size: number;
  private readonly scales: Float32Array;
  private readonly files = new Map<Column, number>();
  private allFingerprints: Float64Array | undefined;

  constructor(
    folder: string,
    private readonly info: ShardInfo,
    private readonly dimensions: number,
  ) {
    this.size = info.size;
    try {
      for (const column of COLUMNS) this.open(folder, column);
      this.rows = new Uint32Array(this.readAll("rows"));
      this.scales = new Float32Array(this.readAll("scales"));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The place of a row among the shard's; undefined where it has none. */
  placeOf(row: number): number | undefined {
    const { rows } = this;
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle] as number) < row) low = middle + 1;
      else high = middle;
    }
    return rows[low] === row ? low : undefined;
  }

  scaleOf(place: number): number {
    return this.scales[place] as number;
  }

  /** Reads one vector from the disk into `into`, [dimensions]. */
  readValues(place: number, into: Int8Array): void {
    this.read("values", place * this.dimensions, into);
  }

  /** The fingerprints of all, [size]: read when first asked for, then kept. */
  get fingerprints(): Float64Array {
    this.allFingerprints ??= new Float64Array(this.readAll("fingerprints"));
    return this.allFingerprints;
  }

  /** All vectors, in memory. */
  load(): QuantisedRows {
    const { dimensions, size, scales } = this;
    return { dimensions, size, values: new Int8Array(this.readAll("values")), scales };
  }

  /** The vectors from one place to before another. */
  block(from: number, to: number): VectorBlock {
    const { dimensions } = this;
    const size = to - from;
    const values = new Int8Array(size * dimensions);
    const fingerprints = new Float64Array(size);
    this.read("values", from * dimensions, values);
    this.read("fingerprints", from * bytesOf("fingerprints", dimensions), fingerprints);
    const [rows, scales] = [this.rows.subarray(from, to), this.scales.subarray(from, to)];
    return { dimensions, size, rows, scales, values, fingerprints };
  }

  close(): void {
    for (const file of this.files.values()) closeSync(file);
    this.files.clear();
  }

  private open(folder: string, column: Column): void {
    const name = columnFile(this.info.name, column);
    const file = openSync(join(folder, name), "r");
    this.files.set(column, file);
    const { size } = fstatSync(file);
    const expected = this.size * bytesOf(column, this.dimensions);
    if (size !== expected) throw new Error(`${name} has ${size} bytes instead of ${expected}`);
  }

  /** The whole file of a column, of which the hash is right. */
  private readAll(column: Column): ArrayBuffer {
    const bytes = new Uint8Array(this.size * bytesOf(column, this.dimensions));
    this.read(column, 0, bytes);
    if (createHash("sha1").update(bytes).digest("hex") !== this.info.hashes[column])
      throw new Error(
        `${columnFile(this.info.name, column)} is damaged: its bytes are not those that were written`,
      );
    return bytes.buffer;
  }

  private read(column: Column, from: number, into: Int8Array | Uint8Array | Float64Array): void {
    const file = this.files.get(column);
    if (file === undefined) throw new NamesakeError("CLOSED", { what: "The folder of vectors" });
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(LARGEST_READ, bytes.length - done);
      const count = readSync(file, bytes, done, length, from + done);
      if (count === 0) throw new Error(`${columnFile(this.info.name, column)} has become shorter`);
      done += count;
    }
  }
}
