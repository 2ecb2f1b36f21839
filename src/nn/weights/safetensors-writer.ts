import { writeAtomically } from "../../atomic-file.js";
import { bytesOf, DTYPE_BYTES, type DType } from "./dtypes.js";
import { DTYPE_NAMES, METADATA } from "./safetensors.js";
import { countOf } from "./stored-tensor.js";

/** A tensor to be written. */
export interface TensorToWrite {
  name: string;
  dtype: DType;
  shape: readonly number[];
  /**
   * Row-major, in the bytes of `dtype`: a typed array of that type. For the floats that JavaScript has no array of,
   * their bits: Uint16Array for float16 and bfloat16, Uint8Array for the floats of 8 bits.
   */
  data: ArrayBufferView;
}

/** Sizes are multiples of this, so that numbers can be used where they lie. */
const ALIGNMENT = 8;

/** By falling width, then by name: so that all numbers are aligned, and the same tensors make the same bytes. */
function inOrder(tensors: readonly TensorToWrite[]): TensorToWrite[] {
  return [...tensors].sort(
    (a, b) => DTYPE_BYTES[b.dtype] - DTYPE_BYTES[a.dtype] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

/**
 * The length of the header and the header of a safetensors file of these tensors, in this order.
 *
 * @throws {RangeError} where a name is used twice or reserved, or the data do not fit the shape
 */
function encodeHeader(
  tensors: readonly TensorToWrite[],
  metadata: Readonly<Record<string, string>> | undefined,
): Uint8Array {
  const header = new Map<string, unknown>();
  if (metadata !== undefined) header.set(METADATA, metadata);
  let position = 0;
  for (const { name, dtype, shape, data } of tensors) {
    const length = countOf(shape) * DTYPE_BYTES[dtype];
    if (data.byteLength !== length)
      throw new RangeError(
        `tensor ${name} of shape [${shape}] and type ${dtype} needs ${length} bytes, has ${data.byteLength}`,
      );
    if (header.has(name) || name === METADATA) throw new RangeError(`tensor name ${name} cannot be used`);
    header.set(name, { dtype: DTYPE_NAMES[dtype], shape, data_offsets: [position, position + length] });
    position += length;
  }
  // Joined by hand: an object would move the keys "0", "1" ... to the front and lose "__proto__".
  const entries = [...header].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const json = new TextEncoder().encode(`{${entries.join(",")}}`);
  const padded = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}

/**
 * A safetensors file in memory.
 *
 * @param metadata texts to go with the tensors
 * @throws {RangeError} where a name is used twice or reserved, or the data do not fit the shape
 */
export function encodeSafetensors(
  tensors: readonly TensorToWrite[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const ordered = inOrder(tensors);
  const pieces = [encodeHeader(ordered, metadata), ...ordered.map(({ data }) => bytesOf(data))];
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/**
 * Writes a safetensors file of any size; it is there as a whole or not at all. The same tensors make the same bytes.
 *
 * @throws {NamesakeError} WRITE_FAILED; {RangeError} as {@link encodeSafetensors}
 * @example
 * ```ts
 * await writeSafetensors("model.safetensors", [
 *   { name: "norm.weight", dtype: "float32", shape: [2], data: Float32Array.of(1, 1) },
 * ]);
 * ```
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  const ordered = inOrder(tensors);
  const header = encodeHeader(ordered, metadata);
  await writeAtomically(path, [header, ...ordered.map(({ data }) => bytesOf(data))]);
}
