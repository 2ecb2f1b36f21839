import { axisOf, requireIndices, requireType } from "./checks.js";
import type { Dimension } from "./dimension.js";
import { add, mul } from "./elementwise.js";
import { flatten, unsqueeze } from "./layout.js";
import { convert, expanded, reshaped, zeros } from "./primitives.js";
import { type Shape, sizeOfShape } from "./shape.js";
import {
  checkShape,
  differentiable,
  graphError,
  ints,
  lengthOf,
  node,
  nodes,
  scalar,
  type Tensor,
} from "./tensor.js";

/** Numbers chosen by their places, which are numbers themselves. */

/**
 * Derivatives added up at the places they came from. `ScatterND`, which would need no indices as large as the
 * derivatives, must not be used: ONNX Runtime adds with several threads at once and loses sums where places repeat.
 */
const scattered = (g: Tensor, indices: Tensor, shape: Shape, axis: number): Tensor =>
  node("ScatterElements", [zeros(shape), indices, g], shape, {
    axis: { int: axis },
    reduction: { string: "add" },
  });

/**
 * Parts of a tensor by their indices along an axis: rows of an embedding table.
 *
 * Of a large table take the derivative by the rows that were gathered rather than by the table, where the optimiser can
 * use it: a table of 30,000 rows is filled with zeros and summed otherwise.
 *
 * @param indices int32 or int64; negative ones count from the end
 * @returns the axis replaced by the axes of the indices: [30000, 768] by [batch, tokens] is [batch, tokens, 768]
 */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  requireIndices("gather", [x, indices], indices);
  const at = axisOf("gather", x, axis);
  const shape = x.shape.toSpliced(at, 1, ...indices.shape);
  const result = node("Gather", [x, indices], shape, { axis: { int: at } });
  return differentiable("gather", [x, indices], result, (g) => {
    const places = sizeOfShape(indices.shape);
    const flat = x.shape.with(at, places);
    const column = reshaped(
      indices,
      flat.map((_, i) => (i === at ? places : 1)),
    );
    return [scattered(reshaped(g, flat), expanded(column, flat), x.shape, at), undefined];
  });
}

/**
 * One number for each index: `result[i][j] = x[i][indices[i][j]]` along the last axis.
 *
 * @param indices int32 or int64, as many axes as x, of equal lengths but for `axis`
 */
export function gatherElements(x: Tensor, indices: Tensor, axis = -1): Tensor {
  const operands = [x, indices];
  requireIndices("gatherElements", operands, indices);
  const at = axisOf("gatherElements", x, axis);
  const fits =
    indices.rank === x.rank && x.shape.every((length, i) => i === at || indices.shape[i] === length);
  if (!fits)
    throw graphError("gatherElements", operands, `indices of x's shape but for axis ${at}`, `${indices}`);
  const result = node("GatherElements", operands, indices.shape, { axis: { int: at } });
  return differentiable("gatherElements", operands, result, (g) => [
    scattered(g, indices, x.shape, at),
    undefined,
  ]);
}

/**
 * The greatest numbers along an axis, from the greatest down, and where they stand.
 *
 * @param count how many; where the length of the axis is a name, the data must have as many
 */
export function topK(x: Tensor, count: number, axis = -1): { values: Tensor; indices: Tensor } {
  requireType("topK", "float32", x);
  const at = axisOf("topK", x, axis);
  const length = x.shape[at] as Dimension;
  if (!Number.isInteger(count) || count < 1 || (typeof length === "number" && count > length))
    throw graphError("topK", [x], `a count from 1 to ${length}`, `${count}`);
  const shape = x.shape.with(at, count);
  const types = [x.type, "int64" as const].map((type) => ({ shape, type }));
  const indices = nodes("TopK", [x, ints([count])], types, { axis: { int: at } })[1] as Tensor;
  return { values: gatherElements(x, indices, at), indices };
}

/** 0, 1, 2 ... up to before a length. */
export function range(length: Dimension, type: "int32" | "int64" = "int32"): Tensor {
  const [end] = checkShape("range", [`${length}`], [length]) as [Dimension];
  const limit = convert(reshaped(lengthOf(end), []), type);
  return node("Range", [scalar(0, type), limit, scalar(1, type)], [end], {}, type);
}

/**
 * Rows of each member of a batch, such as the first and last tokens of its spans.
 *
 * @param x [batch, tokens, width]
 * @param indices int32 or int64, [batch, spans], from 0 to tokens - 1. They are not checked: one outside reads a row of
 * another member of the batch. Those of padding may be any in there.
 * @returns [batch, spans, width]
 */
export function gatherRows(x: Tensor, indices: Tensor): Tensor {
  const operands = [x, indices];
  requireIndices("gatherRows", operands, indices);
  if (x.rank !== 3 || indices.rank !== 2 || x.shape[0] !== indices.shape[0])
    throw graphError("gatherRows", operands, "[batch, tokens, width] and [batch, spans]", "others");
  const [batch, tokens] = x.shape as [Dimension, Dimension];
  const type = indices.type === "int64" ? "int64" : "int32";
  const length = convert(reshaped(lengthOf(tokens), []), type);
  const starts = unsqueeze(mul(range(batch, type), length), 1);
  return gather(flatten(x, 0, 1), add(indices, starts));
}
