import { halfBits } from "../../nn/half.js";
import { bytesOf } from "../../nn/weights/dtypes.js";
import { quantiseRows } from "../../vectors/quantised-rows.js";

/** How the numbers of rows are stored: "float32"; "float16" in half the space; "int8", a quarter, each row with a scale beside. */
export const ROW_TYPES = ["float32", "float16", "int8"] as const;
export type RowType = (typeof ROW_TYPES)[number];

/** Rows as they are stored. */
export interface EncodedRows {
  /** [rows, dimensions] of the type */
  vectors: Uint8Array;
  /** [rows] of float32: what the numbers of each row are to be multiplied by; of "int8" alone */
  scales?: Uint8Array;
}

/** @param vectors [dimensions] each */
export function encodeRows(vectors: readonly Float32Array[], dimensions: number, type: RowType): EncodedRows {
  if (type === "int8") {
    const { values, scales } = quantiseRows(vectors, dimensions);
    return { vectors: bytesOf(values), scales: bytesOf(scales) };
  }
  const numbers = new Float32Array(vectors.length * dimensions);
  for (const [row, vector] of vectors.entries()) numbers.set(vector, row * dimensions);
  return { vectors: bytesOf(type === "float32" ? numbers : halfBits(numbers, "float16")) };
}
