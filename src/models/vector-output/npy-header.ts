import type { RowType } from "./row-types.js";

/** Bytes of every header written here: the numbers behind it are aligned to 64, as NumPy writes them. */
const LENGTH = 128;

/** Little-endian, as everywhere where Node runs. */
const DESCRIPTIONS: Record<RowType, string> = { float32: "<f4", float16: "<f2", int8: "|i1" };

/**
 * The header of a `.npy` file of format version 1.0, whose numbers follow row by row: the magic string, the version, the length of
 * what comes next (2 bytes), and a Python dictionary, filled up with spaces. It has 128 bytes for any shape, so that it can be
 * written before the rows are counted and replaced afterwards. (Version 2.0 only permits longer ones.)
 *
 * NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays"; `numpy.lib.format`.
 *
 * @example
 * ```ts
 * npyHeader("float32", [3, 256]); // …{'descr': '<f4', 'fortran_order': False, 'shape': (3, 256), }…
 * ```
 */
export function npyHeader(type: RowType, shape: readonly number[]): Uint8Array {
  // Python takes (3) for a number, and (3,) for a tuple.
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dictionary = `{'descr': '${DESCRIPTIONS[type]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const start = Buffer.from("\x93NUMPY\x01\x00??", "latin1");
  start.writeUInt16LE(LENGTH - start.length, start.length - 2);
  return Buffer.concat([start, Buffer.from(`${dictionary.padEnd(LENGTH - start.length - 1)}\n`, "latin1")]);
}
