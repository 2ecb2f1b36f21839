import { requireType } from "./checks.js";
import { div, maximum, mul } from "./elementwise.js";
import { mean, sum } from "./reduce.js";
import { formatShape, sameShape } from "./shape.js";
import { graphError, type Tensor } from "./tensor.js";

/**
 * The mean of losses; with weights those of weight 0 do not count: padding, or tokens that were not masked.
 *
 * @param operator the loss, for messages
 * @param weights float32 of the losses' shape, absent = all 1
 */
export function weightedMean(operator: string, losses: Tensor, weights: Tensor | undefined): Tensor {
  if (weights === undefined) return mean(losses);
  requireType(operator, "float32", weights);
  if (!sameShape(weights.shape, losses.shape))
    throw graphError(
      operator,
      [losses, weights],
      `weights of shape ${formatShape(losses.shape)}`,
      `${weights}`,
    );
  // Weights that are all 0 give a loss of 0 and not of NaN.
  return div(sum(mul(losses, weights)), maximum(sum(weights), 1e-9));
}
