import { compareBytes } from "./bytes.js";

/**
 * An immutable table of sorted byte keys in four flat arrays: nothing for the garbage collector to walk, and one
 * `read` away from a file. Lookup is a binary search, O(log n) byte comparisons; 8 bytes an entry beside its key and value.
 */
export class SortedTable {
  private constructor(
    private readonly keys: Uint8Array,
    private readonly keyEnds: Uint32Array,
    private readonly values: Uint8Array,
    private readonly valueEnds: Uint32Array,
  ) {}

  static readonly empty = new SortedTable(
    new Uint8Array(0),
    new Uint32Array(0),
    new Uint8Array(0),
    new Uint32Array(0),
  );

  get size(): number {
    return this.keyEnds.length;
  }

  key(i: number): Uint8Array {
    return this.keys.subarray(i === 0 ? 0 : this.keyEnds[i - 1], this.keyEnds[i]);
  }

  value(i: number): Uint8Array {
    return this.values.subarray(i === 0 ? 0 : this.valueEnds[i - 1], this.valueEnds[i]);
  }

  /** Position of the first key >= `key`; `size` when there is none. */
  seek(key: Uint8Array): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(middle, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const i = this.seek(key);
    return i < this.size && this.compare(i, key) === 0 ? this.value(i) : undefined;
  }

  /** {@link compareBytes} of the key at `i` with `key`, without making a view of it. */
  private compare(i: number, key: Uint8Array): number {
    const start = i === 0 ? 0 : (this.keyEnds[i - 1] as number);
    const length = (this.keyEnds[i] as number) - start;
    const shared = Math.min(length, key.length);
    for (let k = 0; k < shared; k++) {
      const difference = (this.keys[start + k] as number) - (key[k] as number);
      if (difference !== 0) return difference;
    }
    return length - key.length;
  }

  /** The table as parts to be written one after the other: four uint32 lengths, then the arrays. */
  toParts(): Uint8Array[] {
    const header = new Uint32Array([this.size, this.keys.length, this.values.length, 0]);
    const asBytes = (a: Uint32Array) => new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
    return [asBytes(header), asBytes(this.keyEnds), asBytes(this.valueEnds), this.keys, this.values];
  }

  /**
   * Reads a table back from `bytes` at `offset`.
   *
   * @returns the table and the offset after it
   * @throws {RangeError} when the bytes end too early
   */
  static fromBytes(bytes: Uint8Array, offset: number): [SortedTable, number] {
    let at = offset;
    const take = (length: number): Uint8Array => {
      if (at + length > bytes.length) throw new RangeError(`it ends after ${bytes.length} bytes`);
      at += length;
      return bytes.subarray(at - length, at);
    };
    // Copied, since a view of 32-bit numbers must start at a multiple of four (and not by `slice`, which a Buffer has
    // give a view).
    const numbers = (count: number) => new Uint32Array(new Uint8Array(take(4 * count)).buffer);
    const [size = 0, keyBytes = 0, valueBytes = 0] = numbers(4);
    const keyEnds = numbers(size);
    const valueEnds = numbers(size);
    return [new SortedTable(take(keyBytes), keyEnds, take(valueBytes), valueEnds), at];
  }

  /** Collects entries, in any order, into a table; the last value of a key wins. */
  static builder(): { add(key: Uint8Array, value: Uint8Array): void; build(): SortedTable } {
    const keys = new Blob8();
    const values = new Blob8();
    let sorted = true;
    return {
      add(key, value) {
        if (sorted && keys.ends.length > 0 && compareBytes(keys.at(keys.ends.length - 1), key) >= 0)
          sorted = false;
        keys.push(key);
        values.push(value);
      },
      build() {
        if (sorted) return new SortedTable(keys.bytes(), keys.offsets(), values.bytes(), values.offsets());
        const order = Uint32Array.from({ length: keys.ends.length }, (_, i) => i);
        order.sort((a, b) => compareBytes(keys.at(a), keys.at(b)) || a - b);
        const table = SortedTable.builder();
        for (let i = 0; i < order.length; i++) {
          const here = order[i] as number;
          const next = order[i + 1];
          if (next === undefined || compareBytes(keys.at(here), keys.at(next)) !== 0)
            table.add(keys.at(here), values.at(here));
        }
        return table.build();
      },
    };
  }
}

/** A growing list of byte strings. */
class Blob8 {
  private buffer = new Uint8Array(1 << 12);
  private length = 0;
  readonly ends: number[] = [];

  push(bytes: Uint8Array): void {
    const end = this.length + bytes.length;
    if (end >= 2 ** 32) throw new RangeError("a memory table holds at most 4 GB; use the lmdb store");
    if (end > this.buffer.length) {
      const grown = new Uint8Array(Math.max(end, this.buffer.length * 2));
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
    this.buffer.set(bytes, this.length);
    this.length = end;
    this.ends.push(end);
  }
  at(i: number): Uint8Array {
    return this.buffer.subarray(i === 0 ? 0 : this.ends[i - 1], this.ends[i]);
  }
  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
  offsets(): Uint32Array {
    return Uint32Array.from(this.ends);
  }
}
