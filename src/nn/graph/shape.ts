import { type Dimension, multiplyDimensions } from "./dimension.js";

/** Lengths of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly Dimension[];

/** "[batch, 4]" */
export const formatShape = (shape: Shape): string => `[${shape.join(", ")}]`;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);

export const isStatic = (shape: Shape): shape is readonly number[] =>
  shape.every((dimension) => typeof dimension === "number");

/** How many numbers a tensor of the shape has. */
export const sizeOfShape = (shape: Shape): Dimension => multiplyDimensions(...shape);

/**
 * The shape of what an operator makes of two operands number by number: shapes are aligned at their ends, and a length
 * of 1, or one that is missing, fits any other (https://onnx.ai/onnx/repo-docs/Broadcasting.html).
 *
 * @returns undefined where two lengths differ, or cannot be known to be equal
 */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: Dimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[a.length - rank + axis] ?? 1;
    const right = b[b.length - rank + axis] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    shape.push(left === 1 ? right : left);
  }
  return shape;
}

/** The axes along which {@link broadcastShapes} repeated a tensor of `shape` to make one of `result`. */
export function repeatedAxes(shape: Shape, result: Shape): number[] {
  return result.flatMap((dimension, axis) =>
    (shape[shape.length - result.length + axis] ?? 1) === dimension ? [] : [axis],
  );
}
