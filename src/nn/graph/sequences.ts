import { requireType } from "./checks.js";
import { formatShape, sameShape } from "./shape.js";
import { differentiable, graphError, node, type Tensor } from "./tensor.js";

/** Operators of sequences of different lengths, whose tokens come first and whose padding comes last. */

/**
 * Turns the tokens of each sequence around and leaves its padding where it is.
 *
 * @param x [batch, tokens, ...]
 * @param lengths how many tokens each sequence has, int64 [batch]
 */
export function reverseSequences(x: Tensor, lengths: Tensor): Tensor {
  const operands = [x, lengths];
  requireType("reverseSequences", "int64", lengths);
  if (x.rank < 2 || !sameShape(lengths.shape, x.shape.slice(0, 1))) {
    const found = operands.map(({ shape }) => formatShape(shape)).join(" and ");
    throw graphError("reverseSequences", operands, "[batch, tokens, ...] and [batch]", found);
  }
  const reversed = (y: Tensor): Tensor =>
    node("ReverseSequence", [y, lengths], y.shape, { batch_axis: { int: 0 }, time_axis: { int: 1 } });
  return differentiable("reverseSequences", operands, reversed(x), (g) => [reversed(g), undefined]);
}
