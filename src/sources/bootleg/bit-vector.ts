import type { TrieCursor } from "./trie-cursor.js";

/** Bits between two entries of the table of ranks. */
const STRIDE = 512;

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
});

/**
 * Bits with rank (how many ones stand before a place) and select (where the nth one stands), after Jacobson, Space-efficient static
 * trees and graphs, FOCS 1989. Bit i is bit i % 8 of byte i / 8. Rank takes O(1), select O(log n).
 */
export class BitVector {
  /** Ones before every {@link STRIDE}th bit. */
  readonly #ranks: Uint32Array;
  readonly ones: number;

  /** @param size bits; `bytes` may have more, which do not count */
  constructor(
    private readonly bytes: Uint8Array,
    readonly size: number,
  ) {
    const whole = size >> 3;
    this.#ranks = new Uint32Array(Math.floor(size / STRIDE) + 1);
    let ones = 0;
    for (let i = 0; i < whole; i++) {
      if ((i * 8) % STRIDE === 0) this.#ranks[(i * 8) / STRIDE] = ones;
      ones += ONES[bytes[i] as number] as number;
    }
    if ((whole * 8) % STRIDE === 0) this.#ranks[(whole * 8) / STRIDE] = ones;
    for (let i = whole * 8; i < size; i++) if (this.get(i)) ones++;
    this.ones = ones;
  }

  get(i: number): boolean {
    return (((this.bytes[i >> 3] as number) >> (i & 7)) & 1) === 1;
  }

  /** How many of the bits before `i` are ones. */
  rank1(i: number): number {
    const stride = Math.floor(i / STRIDE);
    let ones = this.#ranks[stride] as number;
    const last = i >> 3;
    for (let byte = (stride * STRIDE) >> 3; byte < last; byte++)
      ones += ONES[this.bytes[byte] as number] as number;
    if ((i & 7) !== 0) ones += ONES[(this.bytes[last] as number) & ((1 << (i & 7)) - 1)] as number;
    return ones;
  }

  /** The place of the one that has `n` ones before it; -1 if there are not so many. */
  select1(n: number): number {
    return n < this.ones ? this.#select(n, 1) : -1;
  }

  /** The place of the zero that has `n` zeros before it; -1 if there are not so many. */
  select0(n: number): number {
    return n < this.size - this.ones ? this.#select(n, 0) : -1;
  }

  #select(n: number, bit: 0 | 1): number {
    const before = (stride: number): number => {
      const ones = this.#ranks[stride] as number;
      return bit === 1 ? ones : stride * STRIDE - ones;
    };
    let low = 0;
    for (let high = this.#ranks.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (before(middle) <= n) low = middle;
      else high = middle;
    }
    let left = n - before(low);
    let byte = (low * STRIDE) >> 3;
    for (; ; byte++) {
      const ones = ONES[this.bytes[byte] as number] as number;
      const found = bit === 1 ? ones : 8 - ones;
      if (found > left) break;
      left -= found;
    }
    let i = byte * 8;
    for (; ; i++) if (this.get(i) === (bit === 1) && left-- === 0) return i;
  }
}

/** Bytes of an entry of the table that marisa-trie keeps for rank. */
const RANK_BYTES = 12;

/** Reads the bits of a `.marisa` file. The tables for rank and select that stand behind them are not needed. */
export function readBits(cursor: TrieCursor, what: string): BitVector {
  const units = cursor.block(`the bits of ${what}`);
  const at = cursor.at;
  const size = cursor.uint32(`the length of ${what}`);
  if (size > units.length * 8)
    throw cursor.damaged(`${what} should have ${size} bits, found ${units.length * 8}`, at);
  const bits = new BitVector(units, size);
  const ones = cursor.uint32(`the ones of ${what}`);
  if (ones !== bits.ones) throw cursor.damaged(`${what} should have ${ones} ones, found ${bits.ones}`, at);
  const ranks = cursor.block(`the ranks of ${what}`);
  if (ranks.length % RANK_BYTES !== 0)
    throw cursor.damaged(`the ranks of ${what} should come in entries of ${RANK_BYTES} bytes`, at);
  cursor.block(`the places of zeros of ${what}`);
  cursor.block(`the places of ones of ${what}`);
  return bits;
}
