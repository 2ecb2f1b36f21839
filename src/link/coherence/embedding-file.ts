import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { writeAtomically } from "../../atomic-file.js";
import { NamesakeError, reason } from "../../errors.js";
import { utf8 } from "../../kb/bytes.js";
import { murmur128 } from "../../kb/content-hash.js";
import type { QuantisedRows } from "../../vectors/quantised-rows.js";

const MAGIC = "NAMESKEV";
const FORMAT_VERSION = 1;
/** Magic, version, dimensions, size (uint32 each, little-endian), 4 bytes of nothing, content hash of the KB in 32 hexadecimal digits. */
const HEADER_BYTES = 56;
const HASH_DIGITS = 32;

/** Vectors of entities that are known by a hash of their ids, so that they stay right whatever else of a KB changes. */
export interface HashedRows extends QuantisedRows {
  /** {@link hashOfId} of each row, [size], ascending */
  readonly hashes: Float64Array;
}

/** 53 bits of the hash of an id: of a million ids, two agree in one of 18,000 cases. */
export function hashOfId(id: string): number {
  const [high, low] = murmur128(utf8(id));
  return high * 2 ** 21 + (low >>> 11);
}

const bytesOf = (array: Float64Array | Float32Array | Int8Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/**
 * Writes entity vectors as one file: a header, the hashes as float64, the scales as float32, the rows as int8, all little-endian.
 *
 * @param contentHash of the KB that they were learned with, 32 hexadecimal digits
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function writeEmbeddings(path: string, rows: HashedRows, contentHash: string): Promise<void> {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(utf8(MAGIC));
  const view = new DataView(header.buffer);
  [FORMAT_VERSION, rows.dimensions, rows.size].forEach((number, i) => {
    view.setUint32(MAGIC.length + 4 * i, number, true);
  });
  header.set(utf8(contentHash.slice(0, HASH_DIGITS)), HEADER_BYTES - HASH_DIGITS);
  await writeAtomically(path, [header, bytesOf(rows.hashes), bytesOf(rows.scales), bytesOf(rows.values)]);
}

/**
 * A file of entity vectors, open for reading: hashes and scales are in memory (12 bytes an entity), a row is read from where it is
 * when it is asked for.
 */
export class EmbeddingFile {
  readonly dimensions: number;
  readonly size: number;
  /** Content hash of the KB that the vectors were learned with. */
  readonly contentHash: string;
  private readonly hashes: Float64Array;
  private readonly scales: Float32Array;
  private readonly row: Int8Array;
  private file: number | undefined;

  /** @throws {NamesakeError} EMBEDDINGS_INVALID */
  constructor(private readonly path: string) {
    try {
      this.file = openSync(path, "r");
      const header = new Uint8Array(HEADER_BYTES);
      this.read(header, 0);
      const view = new DataView(header.buffer);
      const ascii = (from: number, to: number) => String.fromCharCode(...header.subarray(from, to));
      if (ascii(0, MAGIC.length) !== MAGIC) throw new Error("it begins differently");
      const version = view.getUint32(MAGIC.length, true);
      if (version !== FORMAT_VERSION)
        throw new Error(`it has format version ${version}, this Namesake reads ${FORMAT_VERSION}`);
      this.dimensions = view.getUint32(MAGIC.length + 4, true);
      this.size = view.getUint32(MAGIC.length + 8, true);
      this.contentHash = ascii(HEADER_BYTES - HASH_DIGITS, HEADER_BYTES);
      const [found, expected] = [fstatSync(this.file).size, this.startOf(this.size)];
      if (found !== expected) throw new Error(`it has ${found} bytes instead of ${expected}`);
      this.hashes = new Float64Array(this.size);
      this.scales = new Float32Array(this.size);
      this.row = new Int8Array(this.dimensions);
      this.read(bytesOf(this.hashes), HEADER_BYTES);
      this.read(bytesOf(this.scales), HEADER_BYTES + 8 * this.size);
    } catch (error) {
      this.close();
      throw new NamesakeError("EMBEDDINGS_INVALID", { path, why: reason(error) }, { cause: error });
    }
  }

  private startOf(place: number): number {
    return HEADER_BYTES + 12 * this.size + place * this.dimensions;
  }

  /**
   * The unit vector of an entity; undefined where it has none.
   *
   * @throws {NamesakeError} EMBEDDINGS_INVALID, CLOSED
   */
  vector(id: string): Float32Array | undefined {
    const place = this.placeOf(hashOfId(id));
    if (place === undefined) return undefined;
    try {
      this.read(bytesOf(this.row), this.startOf(place));
    } catch (error) {
      if (error instanceof NamesakeError) throw error;
      throw new NamesakeError(
        "EMBEDDINGS_INVALID",
        { path: this.path, why: reason(error) },
        { cause: error },
      );
    }
    const scale = this.scales[place] as number;
    return Float32Array.from(this.row, (value) => scale * value);
  }

  private placeOf(hash: number): number | undefined {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.hashes[middle] as number) < hash) low = middle + 1;
      else high = middle;
    }
    return this.hashes[low] === hash ? low : undefined;
  }

  private read(into: Uint8Array, from: number): void {
    if (this.file === undefined) throw new NamesakeError("CLOSED", { what: "The file of entity vectors" });
    for (let done = 0; done < into.length; ) {
      const count = readSync(this.file, into, done, into.length - done, from + done);
      if (count === 0) throw new Error("it is shorter than it should be");
      done += count;
    }
  }

  /** May be called twice. */
  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}
