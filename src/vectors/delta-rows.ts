import { searchExactly } from "./exact-search.js";
import { copyVector, emptyBlock, type VectorBlock } from "./vector-block.js";
import type { Hit } from "./vector-index.js";

/** A quantised vector with its row. */
export interface QuantisedEntry {
  row: number;
  /** Of the text that the vector is of. */
  fingerprint: number;
  scale: number;
  /** [dimensions] */
  values: Int8Array;
}

/** Vectors that come and go, in memory, searched exactly. */
export class DeltaRows {
  /** With room for more than there are. */
  private room: VectorBlock;
  private readonly places = new Map<number, number>();

  constructor(private readonly dimensions: number) {
    this.room = emptyBlock(16, dimensions);
  }

  get size(): number {
    return this.places.size;
  }

  has(row: number): boolean {
    return this.places.has(row);
  }

  /** In no order. */
  rows(): Iterable<number> {
    return this.places.keys();
  }

  fingerprintOf(row: number): number | undefined {
    const place = this.places.get(row);
    return place === undefined ? undefined : this.room.fingerprints[place];
  }

  /** Adds a vector, or puts it in the place of its row's. */
  set({ row, fingerprint, scale, values }: QuantisedEntry): void {
    const place = this.places.get(row) ?? this.size;
    if (place === this.room.size) this.grow();
    this.places.set(row, place);
    this.room.rows[place] = row;
    this.room.fingerprints[place] = fingerprint;
    this.room.scales[place] = scale;
    this.room.values.set(values, place * this.dimensions);
  }

  delete(row: number): void {
    const place = this.places.get(row);
    if (place === undefined) return;
    const last = this.size - 1;
    this.places.delete(row);
    if (place === last) return;
    // The last one fills the gap.
    copyVector(this.room, last, this.room, place);
    this.places.set(this.room.rows[place] as number, place);
  }

  search(query: Float32Array, k: number, allowed?: (row: number) => boolean): Hit[] {
    return searchExactly({ ...this.room, size: this.size }, this.room.rows, query, k, allowed);
  }

  /** A copy of all, in the order of their rows. */
  sorted(): VectorBlock {
    const block = emptyBlock(this.size, this.dimensions);
    const places = [...this.places].sort(([a], [b]) => a - b);
    places.forEach(([, place], to) => {
      copyVector(this.room, place, block, to);
    });
    return block;
  }

  private grow(): void {
    const larger = emptyBlock(2 * this.room.size, this.dimensions);
    for (const column of ["rows", "fingerprints", "scales", "values"] as const)
      larger[column].set(this.room[column]);
    this.room = larger;
  }
}
