import { sizeOf } from "../onnx.js";

/**
 * What operators should compute, written as plainly as can be, in float64, number by number: the other side of the tests
 * of this folder.
 */
export interface Values {
  shape: readonly number[];
  data: readonly number[];
}

export type Index = readonly number[];

/** All indices of a shape, the last axis fastest. */
export function indicesOf(shape: readonly number[]): Index[] {
  return Array.from({ length: sizeOf(shape) }, (_, position) => {
    let rest = position;
    return shape
      .map((_, axis) => shape.length - 1 - axis)
      .map((axis) => {
        const length = shape[axis] as number;
        const index = rest % length;
        rest = (rest - index) / length;
        return index;
      })
      .reverse();
  });
}

/** The number at an index, which may have more axes: x is broadcast. */
export function at(x: Values, index: Index): number {
  const own = index.slice(index.length - x.shape.length);
  const position = x.shape.reduce(
    (sum, length, axis) => sum * length + (length === 1 ? 0 : (own[axis] as number)),
    0,
  );
  return x.data[position] as number;
}

export const make = (shape: readonly number[], f: (index: Index) => number): Values => ({
  shape,
  data: indicesOf(shape).map(f),
});

export const map = (x: Values, f: (value: number) => number): Values => ({
  shape: x.shape,
  data: x.data.map(f),
});

function common(...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(...shapes.map((shape) => shape[shape.length - rank + axis] ?? 1)),
  );
}

/** Applies a function to the numbers of operands that are broadcast to a common shape. */
export const zip = (f: (...values: number[]) => number, ...operands: Values[]): Values =>
  make(common(...operands.map(({ shape }) => shape)), (index) =>
    f(...operands.map((operand) => at(operand, index))),
  );

/** Applies a function to all numbers that differ in some axes only. */
export function fold(
  x: Values,
  axes: readonly number[],
  keep: boolean,
  f: (values: number[]) => number,
): Values {
  const inner = indicesOf(x.shape.map((length, axis) => (axes.includes(axis) ? length : 1)));
  const kept = make(
    x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
    (outer) =>
      f(
        inner.map((index) =>
          at(
            x,
            index.map((i, axis) => i + (outer[axis] as number)),
          ),
        ),
      ),
  );
  return keep ? kept : { ...kept, shape: x.shape.filter((_, axis) => !axes.includes(axis)) };
}

/** Replaces the numbers along an axis by as many others. */
export function along(x: Values, axis: number, f: (values: number[]) => number[]): Values {
  const length = x.shape[axis] as number;
  return make(x.shape, (index) => {
    const row = Array.from({ length }, (_, i) => at(x, index.with(axis, i)));
    return f(row)[index[axis] as number] as number;
  });
}

export function product(a: Values, b: Values): Values {
  const batch = common(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const inner = Array.from({ length: a.shape.at(-1) ?? 0 }, (_, k) => k);
  return make([...batch, a.shape.at(-2) ?? 0, b.shape.at(-1) ?? 0], (index) => {
    const [outer, row, column] = [index.slice(0, -2), index.at(-2) ?? 0, index.at(-1) ?? 0];
    return total(inner.map((k) => at(a, [...outer, row, k]) * at(b, [...outer, k, column])));
  });
}

export const transposed = (x: Values, order: readonly number[]): Values =>
  make(
    order.map((axis) => x.shape[axis] as number),
    (index) =>
      at(
        x,
        x.shape.map((_, axis) => index[order.indexOf(axis)] as number),
      ),
  );

export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

export const logSumExp = (values: readonly number[]): number => Math.log(total(values.map(Math.exp)));

/** The error function by its power series, exact to 1e-15 for |x| < 4. */
export function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 100; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

export const softplus = (x: number): number => Math.log1p(Math.exp(x));
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
