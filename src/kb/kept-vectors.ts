import { readUint32, uint32, utf8 } from "./bytes.js";
import { murmur128 } from "./content-hash.js";

/** A vector that is kept with a KB: a tag of its origin (uint32), then its bytes. */
const tagOf = (origin: string): number => murmur128(utf8(origin))[0];

export function encodeVector(origin: string, vector: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + vector.length);
  bytes.set(uint32(tagOf(origin)));
  bytes.set(vector, 4);
  return bytes;
}

/** The vector, if it is of that origin. */
export const decodeVector = (bytes: Uint8Array, origin: string): Uint8Array | undefined =>
  readUint32(bytes) === tagOf(origin) ? bytes.subarray(4) : undefined;
