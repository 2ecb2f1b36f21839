import type { IndexFile } from "./index-file.js";
import type { RowBlock } from "./row-source.js";

/** What an index of inverted lists is described by. */
export interface IvfInfo {
  dimensions: number;
  size: number;
}

export const KIND = "ivf";

/** Bytes of a list: int8 numbers, filled up to a multiple of 4, float32 scales, uint32 rows. */
export function listBytes(size: number, dimensions: number): number {
  return scalesAt(size, dimensions) + 8 * size;
}

const scalesAt = (size: number, dimensions: number): number => 4 * Math.ceil((size * dimensions) / 4);

/** A list of which the bytes lie somewhere in a buffer, not copied. */
export function listParts(bytes: ArrayBuffer, from: number, size: number, dimensions: number): RowBlock {
  const scales = from + scalesAt(size, dimensions);
  return {
    dimensions,
    size,
    values: new Int8Array(bytes, from, size * dimensions),
    scales: new Float32Array(bytes, scales, size),
    rows: new Uint32Array(bytes, scales + 4 * size, size),
  };
}

/** The lists of a file: on the disk, or all in memory. */
export class IvfLists {
  /** Vectors of each. */
  private readonly sizes: Uint32Array;
  /** The byte that each begins with. */
  private readonly starts: Float64Array;
  private readonly all: ArrayBuffer | undefined;
  /** Room for the longest. */
  private readonly room: ArrayBuffer;

  /** @throws {NamesakeError} INDEX_DAMAGED */
  constructor(
    private readonly file: IndexFile<IvfInfo>,
    memory: "disk" | "loaded",
  ) {
    this.sizes = new Uint32Array(file.readAll("sizes"));
    this.starts = new Float64Array(this.sizes.length);
    let end = 0;
    let longest = 0;
    this.sizes.forEach((size, number) => {
      const bytes = listBytes(size, file.info.dimensions);
      this.starts[number] = end;
      end += bytes;
      longest = Math.max(longest, bytes);
    });
    if (end !== file.bytesOf("lists")) throw new Error("its lists have other sizes than it says");
    this.all = memory === "loaded" ? file.readAll("lists") : undefined;
    this.room = new ArrayBuffer(memory === "disk" ? longest : 0);
  }

  get count(): number {
    return this.sizes.length;
  }

  /**
   * One of the lists, good until the next call.
   *
   * @throws {NamesakeError} INDEX_DAMAGED
   */
  at(number: number): RowBlock {
    const { dimensions } = this.file.info;
    const [size, start] = [this.sizes[number] as number, this.starts[number] as number];
    if (this.all !== undefined) return listParts(this.all, start, size, dimensions);
    this.file.read("lists", start, new Uint8Array(this.room, 0, listBytes(size, dimensions)));
    return listParts(this.room, 0, size, dimensions);
  }
}
