import { cast } from "./compare.js";
import type { Dimension } from "./dimension.js";
import { dropout, Randomness } from "./dropout.js";
import { mul } from "./elementwise.js";
import { gather, gatherElements, gatherRows, range, topK } from "./gather.js";
import * as layout from "./layout.js";
import { binaryCrossEntropy, crossEntropy, inBatchLoss, marginLoss } from "./losses.js";
import { any, type OperatorCase } from "./operator-case.contract.js";
import {
  at,
  fold,
  type Index,
  logSumExp,
  make,
  map,
  product,
  softplus,
  total,
  transposed,
  type Values,
  zip,
} from "./reference.contract.js";
import { scalar } from "./tensor.js";

/** How long a length is: the length itself where only names are known, and its number. */
export interface Lengths {
  symbol(dimension: Dimension): Dimension;
  number(dimension: Dimension): number;
}

const mean = (values: readonly number[]): number => total(values) / values.length;
const ofScalar = (value: number): Values => ({ shape: [], data: [value] });
const rowsOf = (x: Values): number[][] => {
  const width = x.shape.at(-1) ?? 1;
  return Array.from({ length: x.data.length / width }, (_, row) =>
    x.data.slice(row * width, (row + 1) * width),
  );
};

/** Operators that move or choose numbers, where shapes are made of lengths. */
export function moves({ symbol, number }: Lengths): OperatorCase[] {
  const reshape = (x: Values, ...shape: Dimension[]): Values => ({ shape: shape.map(number), data: x.data });
  const [a, b] = [symbol("a"), symbol("b")];
  return [
    {
      name: "reshape, merging",
      operands: [any(["a", "b", "c"])],
      apply: (x) => layout.reshape(x, [symbol("a*b"), symbol("c")]),
      expect: (x) => reshape(x, "a*b", "c"),
    },
    {
      name: "reshape, parting",
      operands: [any(["a", "b", 6])],
      apply: (x) => layout.reshape(layout.reshape(x, [symbol("2*b"), 3, a]), [2, a, b, 3]),
      expect: (x) => reshape(x, 2, "a", "b", 3),
    },
    {
      name: "flatten",
      operands: [any(["a", "b", "c"])],
      apply: (x) => layout.flatten(x, 1, -1),
      expect: (x) => reshape(x, "a", "b*c"),
    },
    {
      name: "squeeze and unsqueeze",
      operands: [any([1, "a", 1])],
      apply: (x) => layout.unsqueeze(layout.unsqueeze(layout.squeeze(x, 0, -1), -1), 1),
      expect: (x) => reshape(x, "a", 1, 1),
    },
    {
      name: "transpose",
      operands: [any(["a", "b", "c"])],
      apply: (x) => layout.transpose(layout.transpose(x, [1, -1, 0])),
      expect: (x) => transposed(transposed(x, [1, 2, 0]), [2, 1, 0]),
    },
    {
      name: "broadcastTo",
      operands: [any(["b", 1])],
      apply: (x) => layout.broadcastTo(x, [a, b, symbol("c")]),
      expect: (x) => make([number("a"), number("b"), number("c")], (index) => at(x, index)),
    },
    {
      name: "concat",
      operands: [any(["a", "b"]), any(["a", 2]), any(["a", "c"])],
      apply: (...all) => layout.concat(all, -1),
      expect: (...all) => {
        const width = number("b+c+2");
        return make(
          [number("a"), width],
          ([row, column]) => all.flatMap((x) => rowsOf(x)[row as number] ?? [])[column as number] as number,
        );
      },
    },
    {
      name: "stack",
      operands: [any(["a", "b"]), any(["a", "b"])],
      apply: (x, y) => layout.stack([x, y], 1),
      expect: (x, y) =>
        make([number("a"), 2, number("b")], ([i, j, k]) => at(j === 0 ? x : y, [i, k] as Index)),
    },
    {
      name: "split by lengths, one piece unused",
      operands: [any(["a", 1]), any(["b", 1]), any([3, 1])],
      apply: (...all) => {
        const [x, , z] = layout.split(layout.concat(all, 0), [a, b, 3], 0) as [never, never, never];
        return layout.concat([z, mul(x, 2)], 0);
      },
      expect: (x, _, z) => ({
        shape: [number("a+3"), 1],
        data: [...z.data, ...x.data.map((value) => 2 * value)],
      }),
    },
    {
      name: "split into equal parts",
      operands: [any(["b", 2, "a"])],
      apply: (x) => {
        const parts = layout.split(layout.reshape(x, [b, symbol("2*a")]), 2, 1);
        return mul(parts[0] ?? 0, parts[1] ?? 0);
      },
      expect: (x) =>
        make([number("b"), number("a")], ([i, j]) => at(x, [i, 0, j] as Index) * at(x, [i, 1, j] as Index)),
    },
    {
      name: "slice",
      operands: [any(["a", 5]), any([5, "a"])],
      apply: (x, y) => mul(layout.slice(x, 1, 4, -1), layout.transpose(layout.slice(y, 0, 3, 0))),
      expect: (x, y) =>
        make([number("a"), 3], ([i, j]) => at(x, [i, (j as number) + 1] as Index) * at(y, [j, i] as Index)),
    },
    {
      name: "slice and select where the length has a name",
      operands: [any(["a", "b"])],
      apply: (x) => mul(layout.select(x, 0, 0), layout.slice(x, 0, 1, 1)),
      expect: (x) =>
        make([number("a"), number("b")], ([i, j]) => at(x, [0, j] as Index) * at(x, [i, 0] as Index)),
    },
    {
      name: "pad",
      operands: [any(["a", "b"])],
      apply: (x) => layout.pad(x, 1, 2, 1),
      expect: (x) =>
        make([number("a"), number("b+3")], ([i, j]) => {
          const column = (j as number) - 1;
          return column < 0 || column >= number("b") ? 0 : at(x, [i, column] as Index);
        }),
    },
    {
      name: "topK",
      operands: [any([4, "a"], "distinct")],
      apply: (x) => {
        const { values, indices } = topK(x, 3, 0);
        return mul(values, cast(indices, "float32"));
      },
      expect: (x) =>
        make([3, number("a")], ([rank, column]) => {
          const rows = [0, 1, 2, 3].map((row) => ({ row, value: at(x, [row, column] as Index) }));
          const one = rows.sort((one, other) => other.value - one.value)[rank as number];
          return (one?.value ?? 0) * (one?.row ?? 0);
        }),
    },
    ...[0, 1, 2].map(
      (axis): OperatorCase => ({
        name: `gather along ${axis}`,
        operands: [any((["a", "b", "c"] as Dimension[]).with(axis, 3)), any(["c", "d"], { below: 3 })],
        apply: (x, indices) => gather(x, indices, axis),
        expect: (x, indices) => {
          const shape = x.shape.toSpliced(axis, 1, ...indices.shape);
          return make(shape, (index) =>
            at(x, index.toSpliced(axis, 2, at(indices, index.slice(axis, axis + 2)))),
          );
        },
      }),
    ),
    {
      name: "gather by one index",
      operands: [any([3, "a"]), any([], { below: 3 })],
      apply: (x, index) => gather(x, index),
      expect: (x, index) => make([number("a")], ([i]) => at(x, [index.data[0], i] as Index)),
    },
    {
      name: "gatherElements",
      operands: [any([4, "a"]), any(["b", "a"], { below: 4 })],
      apply: (x, indices) => gatherElements(x, indices, 0),
      expect: (x, indices) => make(indices.shape, (index) => at(x, index.with(0, at(indices, index)))),
    },
    {
      name: "gatherRows",
      operands: [any(["a", "b", "c"]), any(["a", "d"], { below: "b" })],
      apply: (x, indices) => gatherRows(x, indices),
      expect: (x, indices) =>
        make([number("a"), number("d"), number("c")], ([i, j, k]) =>
          at(x, [i, at(indices, [i, j] as Index), k] as Index),
        ),
    },
    {
      name: "range",
      operands: [any(["a"])],
      apply: () => range(symbol("a*b+1"), "int64"),
      expect: () => make([number("a*b+1")], ([i]) => i as number),
    },
    {
      name: "crossEntropy",
      operands: [any(["a", "b", 4]), any(["a", "b"], { below: 4 })],
      apply: (x, labels) => crossEntropy(x, labels),
      expect: (x, labels) =>
        ofScalar(mean(rowsOf(x).map((row, i) => logSumExp(row) - (row[labels.data[i] as number] as number)))),
    },
    {
      name: "crossEntropy with weights",
      operands: [any(["a", 4]), any(["a"], { below: 4 }), any(["a"], "positive")],
      apply: (x, labels, weights) => crossEntropy(x, labels, weights),
      expect: (x, labels, weights) => {
        const losses = rowsOf(x).map((row, i) => logSumExp(row) - (row[labels.data[i] as number] as number));
        const weighted = losses.map((loss, i) => loss * (weights.data[i] as number));
        return ofScalar(total(weighted) / total(weights.data));
      },
    },
    {
      name: "binaryCrossEntropy",
      operands: [any(["a", "b"]), any(["a", "b"], "positive")],
      apply: (x, targets) => binaryCrossEntropy(x, targets),
      expect: (x, targets) =>
        fold(
          zip((s, t) => softplus(s) - s * t, x, targets),
          [0, 1],
          false,
          mean,
        ),
    },
    {
      name: "inBatchLoss",
      operands: [any(["a", 3]), any(["a", 3]), any([2, 3])],
      apply: (queries, targets, others) => inBatchLoss(queries, layout.concat([targets, others], 0), 0.5),
      expect: (queries, targets, others) => {
        const all = { shape: [number("a+2"), 3], data: [...targets.data, ...others.data] };
        const scores = map(product(queries, transposed(all, [1, 0])), (score) => 0.5 * score);
        return ofScalar(mean(rowsOf(scores).map((row, i) => logSumExp(row) - (row[i] as number))));
      },
    },
    {
      name: "marginLoss",
      operands: [any(["a", 1]), any(["a", "b"], "between")],
      apply: (right, wrong) => marginLoss(right, wrong, 0.25),
      expect: (right, wrong) =>
        fold(
          zip((r, w) => Math.max(0, 0.25 - r + w), right, wrong),
          [0, 1],
          false,
          mean,
        ),
    },
    {
      name: "dropout",
      operands: [any(["a", "b", "c"])],
      apply: (x) => dropout(x, 0.3, new Randomness(scalar(7, "int32"))),
      expect: (x) => {
        const kept = keptBy(7, number("a*b"), number("c"), 0.3);
        return { shape: x.shape, data: x.data.map((value, i) => (kept[i] === true ? value / 0.7 : 0)) };
      },
    },
  ];
}

function hash(value: number): number {
  const folded = (y: number, by: number) => (y + Math.trunc(y / 2 ** by)) | 0;
  const bent = (y: number) => Math.imul(y, 2 * y + 1);
  return folded(bent(folded(bent(folded(Math.imul(value, 0x7feb352d), 16)), 15)), 16);
}

/** What dropout keeps of a matrix at its first use of a seed. */
export function keptBy(seed: number, rows: number, columns: number, rate: number): boolean[] {
  const next = (use: number) => hash(hash(seed) + Math.imul(use, 0x9e3779b9));
  const odd = (length: number, use: number) => Array.from({ length }, (_, i) => 2 * hash(i + next(use)) + 1);
  const [byRow, byColumn] = [odd(rows, 1), odd(columns, 2)];
  const limit = Math.round(rate * 2 ** 32) - 2 ** 31;
  return byRow.flatMap((row) => byColumn.map((column) => Math.imul(row, column) >= limit));
}
