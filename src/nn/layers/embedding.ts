import type { Tensor } from "../graph/tensor.js";
import { normal } from "./initial.js";
import type { Scope } from "./scope.js";

export interface EmbeddingOptions {
  /** Ids go from 0 to before this. */
  rows: number;
  width: number;
  /** Of the first numbers, default 0.02 as in BERT. */
  deviation?: number;
}

/**
 * A vector for each id, learned. Parameter: `weight` [rows, width]. In training only the rows of a batch change.
 *
 * @param ids int32 or int64, any shape
 * @returns [...ids, width]
 */
export function embedding(scope: Scope, ids: Tensor, options: EmbeddingOptions): Tensor {
  const { rows, width, deviation = 0.02 } = options;
  return scope.rows("weight", [rows, width], normal(deviation), ids);
}
