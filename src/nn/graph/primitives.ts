import { ELEMENT_TYPE, type ElementType } from "../onnx.js";
import { addDimensions, type Dimension, multiplyDimensions } from "./dimension.js";
import { broadcastShapes, isStatic, repeatedAxes, type Shape, sameShape, sizeOfShape } from "./shape.js";
import { ints, node, nodes, scalar, shapeTensor, type Tensor } from "./tensor.js";

/**
 * ONNX operators without derivatives and without checks: what derivatives are made of. A wrong operand here is a fault
 * of this package, not of its caller.
 */

/** Applies an operator number by number; operands are broadcast. */
export function each(type: string, ...operands: readonly Tensor[]): Tensor {
  const shape = operands.reduce<Shape>((all, { shape }) => broadcastShapes(all, shape) as Shape, []);
  return node(type, operands, shape);
}

export const plus = (a: Tensor, b: Tensor | number): Tensor => each("Add", a, operand(b));
export const minus = (a: Tensor | number, b: Tensor): Tensor => each("Sub", operand(a), b);
export const times = (a: Tensor, b: Tensor | number): Tensor => each("Mul", a, operand(b));
export const over = (a: Tensor, b: Tensor): Tensor => each("Div", a, b);

const operand = (value: Tensor | number): Tensor => (typeof value === "number" ? scalar(value) : value);

export function convert(x: Tensor, type: ElementType): Tensor {
  if (x.type === type) return x;
  return node("Cast", [x], x.shape, { to: { int: ELEMENT_TYPE[type] } }, type);
}

/** How many numbers a shape has, as a float32 of shape []. */
export function count(shape: Shape): Tensor {
  const size = sizeOfShape(shape);
  return typeof size === "number" ? scalar(size) : convert(reshaped(shapeTensor([size]), []), "float32");
}

/** ReduceSum, ReduceMean or ReduceMax; the axes stay, with length 1, or go. */
export function reduced(type: string, x: Tensor, axes: readonly number[], keep: boolean): Tensor {
  const shape = x.shape.flatMap((dimension, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [dimension]));
  return node(type, [x, ints(axes)], shape, { keepdims: { int: keep ? 1 : 0 } });
}

/**
 * Another shape of as many numbers. ONNX can copy a length (0) and work one out (-1), so that a shape has to be made
 * when the graph runs only where two lengths are neither known nor copied.
 */
export function reshaped(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const target = shape.map((dimension, axis) =>
    typeof dimension === "number" ? dimension : dimension === x.shape[axis] ? 0 : -1,
  );
  const simple = target.filter((length) => length === -1).length <= 1;
  return node("Reshape", [x, simple ? ints(target) : shapeTensor(shape)], shape);
}

/** Repeats a tensor along axes of length 1 and along new ones before the first. */
export const expanded = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : node("Expand", [x, shapeTensor(shape)], shape);

export function transposed(x: Tensor, order: readonly number[]): Tensor {
  const shape = order.map((axis) => x.shape[axis] as Dimension);
  return node("Transpose", [x], shape, { perm: { ints: order } });
}

/** Exchanges the last two axes. */
export function turned(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return transposed(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

/** A tensor of zeros. */
export function zeros(shape: Shape): Tensor {
  if (isStatic(shape) && shape.length === 0) return scalar(0);
  const value = { tensor: { data: new Float32Array(1), dims: [1] } };
  return node("ConstantOfShape", [shapeTensor(shape)], shape, { value }, "float32");
}

/** A tensor of ones. */
function ones(shape: Shape): Tensor {
  const value = { tensor: { data: Float32Array.of(1), dims: [1] } };
  return node("ConstantOfShape", [shapeTensor(shape)], shape, { value }, "float32");
}

/** Undoes a broadcast: the sum over the axes along which a tensor of `shape` was repeated. */
export function summedTo(x: Tensor, shape: Shape): Tensor {
  const axes = repeatedAxes(shape, x.shape);
  const [columns] = shape;
  // Rows are summed by a product with ones, on CPUs three times as fast as by ReduceSum.
  if (shape.length === 1 && x.rank > 1 && axes.length === x.rank - 1 && columns !== undefined) {
    const rows = multiplyDimensions(...x.shape.slice(0, -1));
    return reshaped(gemm(ones([1, rows]), reshaped(x, [rows, columns]), false, false), shape);
  }
  return reshaped(axes.length === 0 ? x : reduced("ReduceSum", x, axes, true), shape);
}

/** Outputs that a kernel of WebGPU can have beside its input. */
const MOST_OUTPUTS = 7;

/** Pieces along an axis, of the given lengths. */
export function pieces(x: Tensor, axis: number, lengths: readonly Dimension[]): readonly Tensor[] {
  const types = lengths.map((length) => ({ shape: x.shape.with(axis, length), type: x.type }));
  if (lengths.length <= MOST_OUTPUTS)
    return nodes("Split", [x, shapeTensor(lengths)], types, { axis: { int: axis } });
  return types.map(({ shape }, i) => {
    const start = addDimensions(...lengths.slice(0, i), 0);
    const end = addDimensions(start, lengths[i] as Dimension);
    return node("Slice", [x, shapeTensor([start]), shapeTensor([end]), ints([axis])], shape);
  });
}

/** Zeros before and after along an axis. */
export function padded(x: Tensor, before: Dimension, after: Dimension, axis: number): Tensor {
  const length = addDimensions(before, x.shape[axis] as Dimension, after);
  // The amounts are lengths as those of a shape are.
  const inputs = [x, shapeTensor([before, after]), scalar(0), ints([axis])];
  return node("Pad", inputs, x.shape.with(axis, length));
}

/** One tensor after the other along an axis. */
export function joined(tensors: readonly Tensor[], axis: number): Tensor {
  const length = addDimensions(...tensors.map(({ shape }) => shape[axis] as Dimension));
  const shape = (tensors[0] as Tensor).shape.with(axis, length);
  return node("Concat", tensors, shape, { axis: { int: axis } });
}

/** ONNX's product of two matrices, which can read either of them as if it were transposed. */
export function gemm(a: Tensor, b: Tensor, transA: boolean, transB: boolean, bias?: Tensor): Tensor {
  const shape = [a.shape[transA ? 1 : 0], b.shape[transB ? 0 : 1]] as Dimension[];
  const inputs = bias === undefined ? [a, b] : [a, b, bias];
  return node("Gemm", inputs, shape, { transA: { int: transA ? 1 : 0 }, transB: { int: transB ? 1 : 0 } });
}

/** The product of many matrices, in the last two axes. */
export function matrices(a: Tensor, b: Tensor): Tensor {
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)) as Shape;
  return node("MatMul", [a, b], [...batch, a.shape.at(-2) as Dimension, b.shape.at(-1) as Dimension]);
}
