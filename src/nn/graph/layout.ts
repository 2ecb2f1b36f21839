import { axesOf, axisOf, requireType } from "./checks.js";
import {
  addDimensions,
  type Dimension,
  divideDimension,
  multiplyDimensions,
  subtractDimensions,
} from "./dimension.js";
import { expanded, joined, padded, pieces, reshaped, summedTo, transposed, zeros } from "./primitives.js";
import { broadcastShapes, formatShape, type Shape, sameShape, sizeOfShape } from "./shape.js";
import {
  checkShape,
  differentiable,
  differentiableAll,
  graphError,
  ints,
  node,
  type Tensor,
} from "./tensor.js";

/** Operators that move numbers and change none. */

/**
 * The same numbers in the same order under another shape.
 *
 * @example
 * ```ts
 * reshape(x, ["batch*tokens", 768]); // of ["batch", "tokens", 768]
 * ```
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const target = checkShape("reshape", [x, formatShape(shape)], shape);
  const [has, wants] = [sizeOfShape(x.shape), sizeOfShape(target)];
  if (has !== wants)
    throw graphError("reshape", [x, formatShape(target)], `a shape of ${has} numbers`, `one of ${wants}`);
  return differentiable("reshape", [x], reshaped(x, target), (g) => [reshaped(g, x.shape)]);
}

/** Makes one axis of several neighbours, `from` to `to`, both included. */
export function flatten(x: Tensor, from: number, to: number): Tensor {
  const [first, last] = [axisOf("flatten", x, from), axisOf("flatten", x, to)];
  if (last < first) throw graphError("flatten", [x], "a first axis before the last", `${first} and ${last}`);
  const length = multiplyDimensions(...x.shape.slice(first, last + 1));
  return reshape(x, [...x.shape.slice(0, first), length, ...x.shape.slice(last + 1)]);
}

/** Leaves out axes of length 1. */
export function squeeze(x: Tensor, ...axes: readonly number[]): Tensor {
  const gone = axesOf("squeeze", x, axes);
  if (gone.some((axis) => x.shape[axis] !== 1))
    throw graphError("squeeze", [x], "axes of length 1", `axes ${axes.join(", ")}`);
  return reshape(
    x,
    x.shape.filter((_, axis) => !gone.includes(axis)),
  );
}

/** Puts an axis of length 1 before axis `axis`; -1 puts it at the end. */
export function unsqueeze(x: Tensor, axis: number): Tensor {
  const at = axis < 0 ? axis + x.rank + 1 : axis;
  if (!Number.isInteger(axis) || at < 0 || at > x.rank)
    throw graphError("unsqueeze", [x], `a place from -${x.rank + 1} to ${x.rank}`, `${axis}`);
  return reshape(x, x.shape.toSpliced(at, 0, 1));
}

/** Puts the axes into another order; absent = reversed. */
export function transpose(
  x: Tensor,
  order: readonly number[] = x.shape.map((_, i) => x.rank - 1 - i),
): Tensor {
  const axes = order.map((axis) => axisOf("transpose", x, axis));
  if (axes.length !== x.rank || new Set(axes).size !== x.rank)
    throw graphError("transpose", [x], `each of its ${x.rank} axes once`, `[${order.join(", ")}]`);
  const back = axes.map((_, axis) => axes.indexOf(axis));
  return differentiable("transpose", [x], transposed(x, axes), (g) => [transposed(g, back)]);
}

/** Repeats a tensor until it has the shape. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  const target = checkShape("broadcastTo", [x, formatShape(shape)], shape);
  const common = broadcastShapes(x.shape, target);
  if (common === undefined || !sameShape(common, target))
    throw graphError("broadcastTo", [x], "a shape to which it can be broadcast", formatShape(target));
  return differentiable("broadcastTo", [x], expanded(x, target), (g) => [summedTo(g, x.shape)]);
}

/** One tensor after the other along an axis; all other axes are of equal length. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const first = tensors[0];
  if (first === undefined) throw graphError("concat", [], "at least one tensor", "none");
  const at = axisOf("concat", first, axis);
  requireType("concat", first.type, ...tensors);
  const wrong = tensors.find(({ shape }) => !sameShape(shape.with(at, 1), first.shape.with(at, 1)));
  if (wrong !== undefined)
    throw graphError("concat", tensors, `shapes that differ in axis ${at} only`, `${first} and ${wrong}`);
  const lengths = tensors.map(({ shape }) => shape[at] as Dimension);
  return differentiable("concat", tensors, joined(tensors, at), (g) => pieces(g, at, lengths));
}

/** Puts tensors of one shape side by side along a new axis. */
export const stack = (tensors: readonly Tensor[], axis: number): Tensor => {
  const first = tensors[0];
  const wrong = tensors.find(({ shape }) => first !== undefined && !sameShape(shape, first.shape));
  if (wrong !== undefined)
    throw graphError("stack", tensors, "tensors of one shape", `${first} and ${wrong}`);
  return concat(
    tensors.map((tensor) => unsqueeze(tensor, axis)),
    axis,
  );
};

/**
 * Cuts a tensor along an axis.
 *
 * @param parts the length of each piece, or how many pieces of equal length
 */
export function split(x: Tensor, parts: number | readonly Dimension[], axis: number): readonly Tensor[] {
  const at = axisOf("split", x, axis);
  const whole = x.shape[at] as Dimension;
  const equal = typeof parts === "number" ? divideDimension(whole, parts) : undefined;
  const lengths =
    typeof parts === "number"
      ? Array.from({ length: equal === undefined ? 0 : parts }, () => equal as Dimension)
      : checkShape("split", [x, formatShape(parts)], parts);
  if (addDimensions(...lengths) !== whole || lengths.length === 0)
    throw graphError(
      "split",
      [x],
      typeof parts === "number" ? `a number of parts that divides ${whole}` : `lengths whose sum is ${whole}`,
      `${parts}`,
    );
  const results = pieces(x, at, lengths);
  return differentiableAll("split", [x], results, (derivatives) => [
    joined(
      results.map(({ shape }, i) => derivatives[i] ?? zeros(shape)),
      at,
    ),
  ]);
}

/** The part of a tensor from `start` to before `end` along an axis. Where the length is a name, the data must reach `end`. */
export function slice(x: Tensor, start: number, end: number, axis: number): Tensor {
  const at = axisOf("slice", x, axis);
  const whole = x.shape[at] as Dimension;
  const reach = typeof whole === "number" ? whole : Number.POSITIVE_INFINITY;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end <= start || end > reach)
    throw graphError(
      "slice",
      [x],
      `0 <= start < end <= ${whole} in axis ${at}`,
      `start ${start}, end ${end}`,
    );
  const rest = subtractDimensions(whole, end);
  const result = node("Slice", [x, ints([start]), ints([end]), ints([at])], x.shape.with(at, end - start));
  return differentiable("slice", [x], result, (g) => [padded(g, start, rest, at)]);
}

/** Puts zeros before and after along an axis. */
export function pad(x: Tensor, before: number, after: number, axis: number): Tensor {
  const at = axisOf("pad", x, axis);
  if (![before, after].every((count) => Number.isInteger(count) && count >= 0))
    throw graphError("pad", [x], "whole numbers of zeros", `${before} and ${after}`);
  const length = x.shape[at] as Dimension;
  return differentiable("pad", [x], padded(x, before, after, at), (g) => [
    pieces(g, at, [before, length, after])[1],
  ]);
}

/** One place of an axis, which goes: `select(x, 0, 1)` of [batch, tokens, 768] is the first token of each, [batch, 768]. */
export const select = (x: Tensor, index: number, axis: number): Tensor =>
  squeeze(slice(x, index, index + 1, axis), axis);
