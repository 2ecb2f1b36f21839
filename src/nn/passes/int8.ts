import { graphError } from "../graph/tensor.js";

/** A matrix of float32, row-major. */
export interface Matrix {
  data: Float32Array;
  rows: number;
  columns: number;
}

/** int8 numbers and one scale a line: value = number * scale. */
export interface Int8Lines {
  data: Int8Array;
  scales: Float32Array;
}

/** Numbers go from -127 to 127, so that both signs reach as far. */
const LARGEST = 127;

/**
 * Symmetric int8 of a matrix, with a scale for each row or for each column, so that a line of small numbers is as exact
 * as one of large ones.
 *
 * @param name for messages
 * @throws {NamesakeError} GRAPH_INVALID where a number is infinite or none
 */
export function quantiseLines(
  name: string,
  { data, rows, columns }: Matrix,
  by: "row" | "column",
): Int8Lines {
  const [rowStep, columnStep] = by === "row" ? [1, 0] : [0, 1];
  const largest = new Float32Array(by === "row" ? rows : columns);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, i++) {
      const line = row * rowStep + column * columnStep;
      largest[line] = Math.max(largest[line] as number, Math.abs(data[i] as number));
    }
  if (!largest.every(Number.isFinite))
    throw graphError("quantiseWeights", [name], "finite numbers", "some that are infinite or none");
  // A line of zeros has scale 0; any other scale serves.
  const scales = largest.map((value) => value / LARGEST || 1);
  const quantised = new Int8Array(data.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, i++) {
      const scale = scales[row * rowStep + column * columnStep] as number;
      // A scale that float32 rounded down would make the largest number 128.
      const rounded = Math.round((data[i] as number) / scale);
      quantised[i] = Math.max(-LARGEST, Math.min(LARGEST, rounded));
    }
  return { data: quantised, scales };
}

/** Rows become columns. */
export function turnedInt8(data: Int8Array, rows: number, columns: number): Int8Array {
  const turned = new Int8Array(data.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, i++) turned[column * rows + row] = data[i] as number;
  return turned;
}
