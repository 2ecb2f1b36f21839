import * as compare from "./compare.js";
import * as elementwise from "./elementwise.js";
import { linear, matmul } from "./matmul.js";
import { layerNorm, unitLength } from "./normalise.js";
import { any, type Domain, type OperatorCase } from "./operator-case.contract.js";
import * as reduce from "./reduce.js";
import {
  along,
  erf,
  fold,
  logSumExp,
  map,
  product,
  sigmoid,
  softplus,
  total,
  transposed,
  type Values,
  zip,
} from "./reference.contract.js";
import type { Shape } from "./shape.js";
import { logSoftmax, softmax } from "./softmax.js";
import type { Tensor } from "./tensor.js";

const unary = (
  name: string,
  apply: (x: Tensor) => Tensor,
  f: (x: number) => number,
  domain: Domain = "any",
): OperatorCase => ({ name, operands: [any(["a", "b"], domain)], apply, expect: (x) => map(x, f) });

/** Shapes that are broadcast to each other. */
const PAIRS: readonly (readonly [Shape, Shape])[] = [
  [
    ["a", "b"],
    ["a", "b"],
  ],
  [
    ["a", 1, "b"],
    ["c", "b"],
  ],
  [[], ["a", "b"]],
  [["b"], ["a", "b"]],
  [
    ["a", "b"],
    [1, 1],
  ],
];

const binary = (
  name: string,
  apply: (a: Tensor, b: Tensor) => Tensor,
  f: (a: number, b: number) => number,
  domain: Domain = "between",
): OperatorCase[] =>
  PAIRS.map(([left, right], i) => ({
    name: `${name} ${i}`,
    operands: [any(left), any(right, domain)],
    apply,
    expect: (a, b) => zip(f, a, b),
  }));

const truth = (value: boolean): number => (value ? 1 : 0);
const normal = (x: number): number => 0.5 * (1 + erf(x / Math.SQRT2));

const functions: OperatorCase[] = [
  ...binary("add", elementwise.add, (a, b) => a + b),
  ...binary("sub", elementwise.sub, (a, b) => a - b),
  ...binary("mul", elementwise.mul, (a, b) => a * b),
  ...binary("div", elementwise.div, (a, b) => a / b, "positive"),
  ...binary("maximum", elementwise.maximum, Math.max),
  ...binary("minimum", elementwise.minimum, Math.min),
  unary(
    "add a number",
    (x) => elementwise.add(x, 2.5),
    (x) => x + 2.5,
  ),
  unary(
    "sub from a number",
    (x) => elementwise.sub(1, x),
    (x) => 1 - x,
  ),
  unary("neg", elementwise.neg, (x) => -x),
  unary("abs", elementwise.abs, Math.abs),
  unary("exp", elementwise.exp, Math.exp),
  unary("log", elementwise.log, Math.log, "positive"),
  unary("sqrt", elementwise.sqrt, Math.sqrt, "positive"),
  unary("square", elementwise.square, (x) => x * x),
  unary("reciprocal", elementwise.reciprocal, (x) => 1 / x, "positive"),
  unary("tanh", elementwise.tanh, Math.tanh),
  unary("sigmoid", elementwise.sigmoid, sigmoid),
  unary("relu", elementwise.relu, (x) => Math.max(x, 0)),
  unary("softplus", elementwise.softplus, softplus),
  unary("erf", elementwise.erf, erf),
  unary("gelu", elementwise.gelu, (x) => x * normal(x)),
  unary("geluTanh", elementwise.geluTanh, (x) => {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  }),
  ...binary("less", compare.less, (a, b) => truth(a < b)),
  ...binary("greaterOrEqual", compare.greaterOrEqual, (a, b) => truth(a >= b)),
  ...binary("greater", compare.greater, (a, b) => truth(a > b), "any"),
  ...binary("lessOrEqual", compare.lessOrEqual, (a, b) => truth(a <= b), "any"),
  ...binary("equal", compare.equal, (a, b) => truth(a === b), "any"),
  {
    name: "and, or, not",
    operands: [any(["a", "b"], "truth"), any(["b"], "truth"), any(["a", 1], "truth")],
    apply: (a, b, c) => compare.or(compare.and(a, compare.not(b)), c),
    expect: (a, b, c) => zip((x, y, z) => truth((x !== 0 && y === 0) || z !== 0), a, b, c),
  },
  {
    name: "where",
    operands: [any(["a", "b"], "truth"), any(["b"]), any(["c", 1, 1])],
    apply: (condition, a, b) => compare.where(condition, a, b),
    expect: (condition, a, b) => zip((c, x, y) => (c !== 0 ? x : y), condition, a, b),
  },
  {
    name: "cast",
    operands: [any(["a"]), any(["a"], { below: 5 })],
    apply: (x, i) =>
      elementwise.add(
        elementwise.mul(compare.cast(i, "float32"), x),
        compare.cast(compare.cast(x, "int32"), "float32"),
      ),
    expect: (x, i) => zip((a, b) => a * b + Math.trunc(a), x, i),
  },
];

/** Ways to choose axes of a tensor of three. */
const AXES: readonly (readonly number[] | undefined)[] = [undefined, [1], [-1], [0, 2]];

const reduction = (
  name: string,
  apply: (x: Tensor, options: reduce.ReduceOptions) => Tensor,
  f: (values: number[]) => number,
  domain: Domain = "any",
): OperatorCase[] =>
  AXES.flatMap((axes) =>
    [false, true].map((keep) => ({
      name: `${name} over ${axes ?? "all"}${keep ? ", kept" : ""}`,
      operands: [any(["a", "b", "c"], domain)],
      apply: (x) => apply(x, { ...(axes === undefined ? {} : { axes }), keep }),
      expect: (x) => fold(x, axes?.map((axis) => (axis < 0 ? axis + 3 : axis)) ?? [0, 1, 2], keep, f),
    })),
  );

const rowsOf = (x: Values, scale: Values, bias: Values, epsilon: number): Values => {
  const normalised = along(x, x.shape.length - 1, (row) => {
    const mean = total(row) / row.length;
    const variance = total(row.map((value) => (value - mean) ** 2)) / row.length;
    return row.map((value) => (value - mean) / Math.sqrt(variance + epsilon));
  });
  return zip((value, s, b) => value * s + b, normalised, scale, bias);
};

const powers = (row: readonly number[]): number[] => row.map((x) => Math.exp(x - logSumExp(row)));

const reductions: OperatorCase[] = [
  ...reduction("sum", reduce.sum, total),
  ...reduction("mean", reduce.mean, (values) => total(values) / values.length),
  ...reduction("max", reduce.max, (values) => Math.max(...values), "distinct"),
  ...reduction("min", reduce.min, (values) => Math.min(...values), "distinct"),
  ...[0, -1].flatMap((axis): OperatorCase[] => {
    const operands = [any(["a", "b"], "distinct")];
    const at = axis < 0 ? 1 : axis;
    return [
      {
        name: `softmax ${axis}`,
        operands,
        apply: (x) => softmax(x, axis),
        expect: (x) => along(x, at, powers),
      },
      {
        name: `logSoftmax ${axis}`,
        operands,
        apply: (x) => logSoftmax(x, axis),
        expect: (x) => along(x, at, (row) => row.map((value) => value - logSumExp(row))),
      },
      {
        name: `logSumExp ${axis}`,
        operands,
        apply: (x) => reduce.logSumExp(x, axis, { keep: axis === 0 }),
        expect: (x) => fold(x, [at], axis === 0, logSumExp),
      },
      {
        name: `argMax ${axis}`,
        operands,
        apply: (x) => reduce.argMax(x, axis),
        expect: (x) => fold(x, [at], false, (row) => row.indexOf(Math.max(...row))),
      },
      {
        name: `unitLength ${axis}`,
        operands,
        apply: (x) => unitLength(x, axis, 1e-6),
        expect: (x) => along(x, at, (row) => row.map((value) => value / Math.max(Math.hypot(...row), 1e-6))),
      },
    ];
  }),
  {
    name: "layerNorm",
    operands: [any(["a", "b", 5], "distinct"), any([5]), any([5])],
    apply: (x, scale, bias) => layerNorm(x, scale, bias, 1e-3),
    expect: (x, scale, bias) => rowsOf(x, scale, bias, 1e-3),
  },
];

const products: OperatorCase[] = [
  ...(
    [
      [
        ["a", "b"],
        ["b", "c"],
      ],
      [
        ["d", "a", "b"],
        ["b", "c"],
      ],
      [
        ["d", "a", "b"],
        ["d", "b", "c"],
      ],
      [
        ["d", 1, "a", "b"],
        ["c", "b", "a"],
      ],
      [
        ["a", "b"],
        ["d", "b", "c"],
      ],
    ] as const
  ).flatMap(([left, right], i): OperatorCase[] => [
    {
      name: `matmul ${i}`,
      operands: [any(left), any(right)],
      apply: (a, b) => matmul(a, b),
      expect: product,
    },
    {
      name: `matmul ${i} with transposeB`,
      operands: [any(left), any([...right.slice(0, -2), right.at(-1) ?? 1, right.at(-2) ?? 1])],
      apply: (a, b) => matmul(a, b, { transposeB: true }),
      expect: (a, b) => product(a, swapped(b)),
    },
  ]),
  ...(["a", "d"] as const).map(
    (outer): OperatorCase => ({
      name: `linear ${outer}`,
      operands: [any(outer === "a" ? ["a", "b"] : ["d", "a", "b"]), any(["b", "c"]), any(["c"])],
      apply: (x, weights, bias) => linear(x, weights, bias),
      expect: (x, weights, bias) => zip((a, b) => a + b, product(x, weights), bias),
    }),
  ),
  {
    name: "linear with transposeB",
    operands: [any(["d", "a", "b"]), any(["c", "b"]), any(["c"])],
    apply: (x, weights, bias) => linear(x, weights, bias, { transposeB: true }),
    expect: (x, weights, bias) => zip((a, b) => a + b, product(x, swapped(weights)), bias),
  },
];

function swapped(x: Values): Values {
  const axes = x.shape.map((_, axis) => axis);
  return transposed(x, [...axes.slice(0, -2), x.shape.length - 1, x.shape.length - 2]);
}

export const OPERATORS: readonly OperatorCase[] = [...functions, ...reductions, ...products];
