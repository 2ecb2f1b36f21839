import type { ElementType } from "../onnx.js";
import { broadcastShapes, type Shape } from "./shape.js";
import { graphError, scalar, Tensor } from "./tensor.js";

/** What operators demand of their operands. */

/** A tensor, or a number that stands for a scalar of the other operand's type. */
export type Operand = Tensor | number;

/** Two operands of one element type. */
export function operandsOf(operator: string, a: Operand, b: Operand): [Tensor, Tensor] {
  const tensor = (value: Operand, other: Operand): Tensor => {
    if (value instanceof Tensor) return value;
    const type = other instanceof Tensor ? other.type : "float32";
    return scalar(value, type === "int32" || type === "int64" ? type : "float32");
  };
  const [x, y] = [tensor(a, b), tensor(b, a)];
  requireType(operator, x.type, x, y);
  return [x, y];
}

export function requireType(operator: string, type: ElementType, ...operands: readonly Tensor[]): void {
  const wrong = operands.find((operand) => operand.type !== type);
  if (wrong !== undefined)
    throw graphError(
      operator,
      operands,
      `${operands.length === 1 ? "" : "all of the type "}${type}`,
      wrong.type,
    );
}

export function requireNumbers(operator: string, ...operands: readonly Tensor[]): void {
  if (operands.some(({ type }) => type === "bool"))
    throw graphError(operator, operands, "numbers", "truth values");
}

/** Whole numbers that ONNX takes as indices. */
export function requireIndices(operator: string, operands: readonly Tensor[], indices: Tensor): void {
  if (indices.type !== "int32" && indices.type !== "int64")
    throw graphError(operator, operands, "indices of the type int32 or int64", indices.type);
}

/** The shape to which all operands are broadcast. */
export function broadcastOf(operator: string, ...operands: readonly Tensor[]): Shape {
  let shape: Shape = [];
  for (const operand of operands) {
    const next = broadcastShapes(shape, operand.shape);
    if (next === undefined) {
      const expected = "lengths that, counted from the last axis, are equal or 1";
      throw graphError(operator, operands, expected, differingLengths(shape, operand.shape));
    }
    shape = next;
  }
  return shape;
}

/** "2 and 4 in axis -1" */
function differingLengths(a: Shape, b: Shape): string {
  for (let back = 1; back <= Math.min(a.length, b.length); back++) {
    const [left, right] = [a.at(-back), b.at(-back)];
    if (left !== right && left !== 1 && right !== 1) return `${left} and ${right} in axis -${back}`;
  }
  return "others";
}

/** An axis as a number from 0; negative ones count from the last. */
export function axisOf(operator: string, x: Tensor, axis: number): number {
  const positive = axis < 0 ? axis + x.rank : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= x.rank)
    throw graphError(operator, [x], `an axis from -${x.rank} to ${x.rank - 1}`, `${axis}`);
  return positive;
}

/** {@link axisOf} for several that differ, in ascending order; absent = all. */
export function axesOf(operator: string, x: Tensor, axes: readonly number[] | undefined): number[] {
  if (axes === undefined) return x.shape.map((_, axis) => axis);
  const sorted = axes.map((axis) => axisOf(operator, x, axis)).sort((a, b) => a - b);
  if (new Set(sorted).size < sorted.length)
    throw graphError(operator, [x], "axes that differ", `[${axes.join(", ")}]`);
  return sorted;
}

export function requireRank(operator: string, operands: readonly Tensor[], x: Tensor, least: number): void {
  if (x.rank < least) throw graphError(operator, operands, `at least ${least} axes`, `${x.rank} in ${x}`);
}
