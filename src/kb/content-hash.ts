import { utf8 } from "./bytes.js";

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

function finalMix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * MurmurHash3_x86_128 (Austin Appleby, public domain) with seed 0, as four 32-bit numbers. It tells contents apart; it
 * does not protect against somebody who wants two contents to agree.
 */
export function murmur128(bytes: Uint8Array): [number, number, number, number] {
  const C = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~15;
  for (let i = 0; i < whole; i += 16) {
    h1 ^= Math.imul(rotate(Math.imul(view.getUint32(i, true), C[0]), 15), C[1]);
    h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(view.getUint32(i + 4, true), C[1]), 16), C[2]);
    h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(view.getUint32(i + 8, true), C[2]), 17), C[3]);
    h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(view.getUint32(i + 12, true), C[3]), 18), C[0]);
    h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  const tail = [0, 0, 0, 0];
  for (let i = bytes.length - 1; i >= whole; i--) {
    const word = (i - whole) >> 2;
    tail[word] = ((tail[word] ?? 0) << 8) | (bytes[i] ?? 0);
  }
  h4 ^= Math.imul(rotate(Math.imul(tail[3] ?? 0, C[3]), 18), C[0]);
  h3 ^= Math.imul(rotate(Math.imul(tail[2] ?? 0, C[2]), 17), C[3]);
  h2 ^= Math.imul(rotate(Math.imul(tail[1] ?? 0, C[1]), 16), C[2]);
  h1 ^= Math.imul(rotate(Math.imul(tail[0] ?? 0, C[0]), 15), C[1]);

  h1 ^= bytes.length;
  h2 ^= bytes.length;
  h3 ^= bytes.length;
  h4 ^= bytes.length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = finalMix(h1);
  h2 = finalMix(h2);
  h3 = finalMix(h3);
  h4 = finalMix(h4);
  h1 = (h1 + h2 + h3 + h4) >>> 0;
  return [h1, (h2 + h1) >>> 0, (h3 + h1) >>> 0, (h4 + h1) >>> 0];
}

const hexadecimal = (parts: readonly number[]): string =>
  parts.map((part) => part.toString(16).padStart(8, "0")).join("");

/** A short name of bytes: their hash as hexadecimal digits. */
export const fingerprintOf = (bytes: Uint8Array): string => hexadecimal(murmur128(bytes));

/** A short name of a text. */
export const fingerprint = (content: string): string => fingerprintOf(utf8(content));

/**
 * The hash of a set of records: each record's hash, added up. So the order does not matter and one record can be added
 * or taken away without reading the others.
 */
export class ContentHash {
  private readonly sum: [number, number, number, number];

  /** @param hex what {@link toString} gave, to go on from there */
  constructor(hex?: string) {
    const part = (i: number) => (hex === undefined ? 0 : Number.parseInt(hex.slice(8 * i, 8 * i + 8), 16));
    this.sum = [part(0), part(1), part(2), part(3)];
  }

  add(record: Uint8Array): void {
    murmur128(record).forEach((part, i) => {
      this.sum[i] = ((this.sum[i] ?? 0) + part) >>> 0;
    });
  }

  remove(record: Uint8Array): void {
    murmur128(record).forEach((part, i) => {
      this.sum[i] = ((this.sum[i] ?? 0) - part) >>> 0;
    });
  }

  toString(): string {
    return hexadecimal(this.sum);
  }
}
