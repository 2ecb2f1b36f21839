import { DTYPE_BYTES } from "../../nn/weights/dtypes.js";
import { DTYPE_NAMES, METADATA } from "../../nn/weights/safetensors.js";
import type { RowType } from "./row-types.js";

/** Sizes are multiples of this, so that numbers can be used where they lie. */
const ALIGNMENT = 8;

/** Digits that a number of rows and a number of bytes may have beyond the one of 0. */
const MORE_DIGITS = 2 * 15;

/**
 * The start of a safetensors file of one tensor, whose numbers follow row by row
 * (https://github.com/huggingface/safetensors#format). It has the same length for any number of rows, so that it can be written
 * before they are counted and replaced afterwards.
 *
 * @param name of the tensor
 * @param shape [rows, ...]
 * @param metadata texts to go with it
 */
export function safetensorsHeader(
  name: string,
  type: RowType,
  shape: readonly number[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const [, ...row] = shape;
  const length =
    Math.ceil((json(name, type, [0, ...row], metadata).length + MORE_DIGITS) / ALIGNMENT) * ALIGNMENT;
  const bytes = Buffer.alloc(8 + length, " ");
  bytes.writeBigUInt64LE(BigInt(length));
  json(name, type, shape, metadata).copy(bytes, 8);
  return bytes;
}

function json(
  name: string,
  type: RowType,
  shape: readonly number[],
  metadata: Readonly<Record<string, string>>,
): Buffer {
  const end = shape.reduce((product, length) => product * length, DTYPE_BYTES[type]);
  const tensor = { dtype: DTYPE_NAMES[type], shape, data_offsets: [0, end] };
  return Buffer.from(JSON.stringify({ [METADATA]: metadata, [name]: tensor }));
}
