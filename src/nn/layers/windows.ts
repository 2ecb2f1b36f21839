import type { Dimension } from "../graph/dimension.js";
import { concat, pad, split } from "../graph/layout.js";
import type { Tensor } from "../graph/tensor.js";

/**
 * What stands around each place, side by side: with two before of four, the place p gets p - 2, p - 1, p and p + 1. What
 * is beyond the ends is 0. With windows a convolution is a product of matrices.
 *
 * @param x [batch, places, width]
 * @param size how many places each window has
 * @param before how many of them stand before the place
 * @returns [batch, places, size * width]
 */
export function windows(x: Tensor, size: number, before: number): Tensor {
  const places = x.shape[1] as Dimension;
  // One zero more at both ends than windows reach, so that there is something to cut off from each of them.
  const wide = pad(x, before + 1, size - before, 1);
  const shifted = Array.from(
    { length: size },
    (_, k) => split(wide, [k + 1, places, size - k], 1)[1] as Tensor,
  );
  return concat(shifted, 2);
}
