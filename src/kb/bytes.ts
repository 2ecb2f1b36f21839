const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** The text of UTF-8 bytes. */
export const text = (bytes: Uint8Array): string => decoder.decode(bytes);

/**
 * Writes four bytes, little-endian. One by one: a view of a new small array would move it out of the JavaScript heap,
 * which costs more than all else about it.
 */
export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** Four bytes, little-endian. */
export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeUint32(bytes, 0, value);
  return bytes;
}

/** The number of the four little-endian bytes at `at`. */
export const readUint32 = (bytes: Uint8Array, at = 0): number =>
  ((bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)) >>>
  0;

/** Entity indexes in ascending order, four bytes each. */
export function encodeIndexes(indexes: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * indexes.length);
  for (const [i, index] of [...indexes].sort((a, b) => a - b).entries()) writeUint32(bytes, 4 * i, index);
  return bytes;
}

export function decodeIndexes(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => readUint32(bytes, 4 * i));
}

/** Order of bytes, as `memcmp`: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
