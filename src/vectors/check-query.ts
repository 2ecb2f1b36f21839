import { NamesakeError } from "../errors.js";

/**
 * Checks that a query can be compared with the vectors of an index.
 *
 * @throws {NamesakeError} VECTORS_MISMATCH
 */
export function checkQuery(query: Float32Array, dimensions: number): void {
  if (query.length !== dimensions)
    throw new NamesakeError("VECTORS_MISMATCH", {
      what: "The query",
      expected: `${dimensions} dimensions`,
      found: `${query.length}`,
    });
}
