import { NamesakeError } from "../errors.js";
import { type QuantisedRows, quantise } from "./quantised-rows.js";

/** Vectors with their rows, in the order of the rows, as they are written and read. */
export interface VectorBlock extends QuantisedRows {
  /** Row of each vector, [size], ascending. */
  readonly rows: Uint32Array;
  /** Fingerprint of the text that each vector is of, [size]. */
  readonly fingerprints: Float64Array;
}

/** A vector to be written. */
export interface VectorEntry {
  /** From 0 to 2^32 - 1. */
  row: number;
  /** Of the text that the vector is of: at most 53 bits. */
  fingerprint: number;
  /** [dimensions] */
  vector: Float32Array;
}

/** An empty block with room for vectors. */
export function emptyBlock(size: number, dimensions: number) {
  return {
    size,
    dimensions,
    rows: new Uint32Array(size),
    fingerprints: new Float64Array(size),
    values: new Int8Array(size * dimensions),
    scales: new Float32Array(size),
  };
}

/** The vectors from one place to before another, not copied. */
export function sliceBlock(block: VectorBlock, from: number, to: number): VectorBlock {
  const { dimensions, rows, fingerprints, values, scales } = block;
  return {
    size: to - from,
    dimensions,
    rows: rows.subarray(from, to),
    fingerprints: fingerprints.subarray(from, to),
    values: values.subarray(from * dimensions, to * dimensions),
    scales: scales.subarray(from, to),
  };
}

/** Copies one vector of a block with all that belongs to it. */
export function copyVector(from: VectorBlock, place: number, to: VectorBlock, at: number): void {
  const { dimensions } = from;
  to.rows[at] = from.rows[place] as number;
  to.fingerprints[at] = from.fingerprints[place] as number;
  to.scales[at] = from.scales[place] as number;
  to.values.set(from.values.subarray(place * dimensions, (place + 1) * dimensions), at * dimensions);
}

/**
 * Vectors as a block, quantised.
 *
 * @throws {NamesakeError} VECTORS_MISMATCH
 */
export function blockOf(entries: readonly VectorEntry[], dimensions: number): VectorBlock {
  const block = emptyBlock(entries.length, dimensions);
  entries.forEach(({ row, fingerprint, vector }, i) => {
    checkVector(row, vector, dimensions);
    block.rows[i] = row;
    block.fingerprints[i] = fingerprint;
    block.scales[i] = quantise(vector, block.values.subarray(i * dimensions, (i + 1) * dimensions));
  });
  return block;
}

/**
 * Checks that a vector can be among those of some dimensions.
 *
 * @throws {NamesakeError} VECTORS_MISMATCH
 * @throws {RangeError} a row that is no whole number of 32 bits
 */
export function checkVector(row: number, vector: Float32Array, dimensions: number): void {
  if (row >>> 0 !== row) throw new RangeError(`a row is a whole number from 0 to 2^32 - 1, found ${row}`);
  if (vector.length !== dimensions)
    throw new NamesakeError("VECTORS_MISMATCH", {
      what: `The vector of row ${row}`,
      expected: `${dimensions} dimensions`,
      found: `${vector.length}`,
    });
  if (!vector.every(Number.isFinite))
    throw new NamesakeError("VECTORS_MISMATCH", {
      what: `The vector of row ${row}`,
      expected: "finite numbers",
      found: `${vector.find((value) => !Number.isFinite(value))}`,
    });
}
