import { describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { and, less, where } from "./compare.js";
import { dropout, Randomness } from "./dropout.js";
import { add, exp, mul } from "./elementwise.js";
import { emit } from "./emit.js";
import { gather, gatherElements, gatherRows, range, topK } from "./gather.js";
import {
  broadcastTo,
  concat,
  flatten,
  pad,
  reshape,
  select,
  slice,
  split,
  squeeze,
  stack,
  transpose,
  unsqueeze,
} from "./layout.js";
import { loop } from "./loop.js";
import { binaryCrossEntropy, crossEntropy, inBatchLoss } from "./losses.js";
import { linear, matmul } from "./matmul.js";
import { layerNorm } from "./normalise.js";
import { max, sum } from "./reduce.js";
import { softmax } from "./softmax.js";
import { constant, input, scalar, type Tensor } from "./tensor.js";

const x = input("x", "float32", ["batch", 3]);
const y = input("y", "float32", [4, 3]);
const i = input("i", "int32", ["batch"]);
const b = input("b", "bool", ["batch", 3]);
const v = input("v", "float32", [5]);

describe("an operator that cannot work", () => {
  it.each<[string, () => unknown]>([
    [
      "add(x float32[batch, 3], y float32[4, 3]): expected lengths that, counted from the last axis, are equal or 1, found batch and 4 in axis -2.",
      () => add(x, y),
    ],
    [
      "mul(matmul() float32[batch, 4], v float32[5]): expected lengths that, counted from the last axis, are equal or 1, found 4 and 5 in axis -1.",
      () => mul(matmul(x, y, { transposeB: true }), v),
    ],
    [
      "add(x float32[batch, 3], i int32[batch]): expected all of the type float32, found int32.",
      () => add(x, i),
    ],
    ["mul(b bool[batch, 3], b bool[batch, 3]): expected numbers, found truth values.", () => mul(b, b)],
    ["less(b bool[batch, 3], b bool[batch, 3]): expected numbers, found truth values.", () => less(b, b)],
    ["exp(i int32[batch]): expected float32, found int32.", () => exp(i)],
    [
      "and(x float32[batch, 3], b bool[batch, 3]): expected all of the type bool, found float32.",
      () => and(x, b),
    ],
    ["where(i int32[batch]): expected bool, found int32.", () => where(i, 1, 2)],
    [
      "where(b bool[batch, 3], y float32[4, 3], constant float32[]): expected lengths that, counted from the last axis, are equal or 1, found batch and 4 in axis -2.",
      () => where(b, y, 0),
    ],
    [
      "matmul(x float32[batch, 3], y float32[4, 3]): expected equal inner lengths, found 3 and 4.",
      () => matmul(x, y),
    ],
    [
      "matmul(x float32[batch, 3], v float32[5]): expected at least 2 axes, found 1 in v float32[5].",
      () => matmul(x, v),
    ],
    [
      "matmul(reshape() float32[batch, 1, 3], reshape() float32[4, 3, 1]): expected lengths before the last two axes that are equal or 1, found [batch] and [4].",
      () => matmul(unsqueeze(x, 1), unsqueeze(y, -1)),
    ],
    [
      "linear(x float32[batch, 3], y float32[4, 3], v float32[5]): expected a bias of shape [4], found [5].",
      () => linear(x, y, v, { transposeB: true }),
    ],
    ["sum(x float32[batch, 3]): expected an axis from -2 to 1, found 2.", () => sum(x, { axes: [2] })],
    ["max(x float32[batch, 3]): expected axes that differ, found [1, -1].", () => max(x, { axes: [1, -1] })],
    ["softmax(x float32[batch, 3]): expected an axis from -2 to 1, found 0.5.", () => softmax(x, 0.5)],
    [
      "reshape(x float32[batch, 3], [batch, 4]): expected a shape of 3*batch numbers, found one of 4*batch.",
      () => reshape(x, ["batch", 4]),
    ],
    [
      'reshape(x float32[batch, 3], [3 batch]): expected lengths that are whole numbers of at least 1, or names like "batch", or such as "2*batch+1", found [3 batch].',
      () => reshape(x, ["3 batch"]),
    ],
    [
      "flatten(x float32[batch, 3]): expected a first axis before the last, found 1 and 0.",
      () => flatten(x, 1, 0),
    ],
    ["squeeze(x float32[batch, 3]): expected axes of length 1, found axes 0.", () => squeeze(x, 0)],
    ["unsqueeze(x float32[batch, 3]): expected a place from -3 to 2, found 3.", () => unsqueeze(x, 3)],
    [
      "transpose(x float32[batch, 3]): expected each of its 2 axes once, found [0, 0].",
      () => transpose(x, [0, 0]),
    ],
    [
      "broadcastTo(x float32[batch, 3]): expected a shape to which it can be broadcast, found [batch, 4].",
      () => broadcastTo(x, ["batch", 4]),
    ],
    ["concat(): expected at least one tensor, found none.", () => concat([], 0)],
    [
      "concat(x float32[batch, 3], y float32[4, 3]): expected shapes that differ in axis 1 only, found x float32[batch, 3] and y float32[4, 3].",
      () => concat([x, y], 1),
    ],
    [
      "stack(x float32[batch, 3], y float32[4, 3]): expected tensors of one shape, found x float32[batch, 3] and y float32[4, 3].",
      () => stack([x, y], 0),
    ],
    ["split(x float32[batch, 3]): expected a number of parts that divides 3, found 2.", () => split(x, 2, 1)],
    [
      "split(x float32[batch, 3]): expected lengths whose sum is batch, found 1,batch.",
      () => split(x, [1, "batch"], 0),
    ],
    [
      "slice(y float32[4, 3]): expected 0 <= start < end <= 4 in axis 0, found start 2, end 5.",
      () => slice(y, 2, 5, 0),
    ],
    [
      "slice(x float32[batch, 3]): expected 0 <= start < end <= batch in axis 0, found start -1, end 0.",
      () => select(x, -1, 0),
    ],
    ["scalar(int32): expected a whole number, found 0.5.", () => add(i, 0.5)],
    ["pad(v float32[5]): expected whole numbers of zeros, found 1 and -1.", () => pad(v, 1, -1, 0)],
    ["topK(v float32[5]): expected a count from 1 to 5, found 6.", () => topK(v, 6)],
    [
      "gather(x float32[batch, 3], y float32[4, 3]): expected indices of the type int32 or int64, found float32.",
      () => gather(x, y),
    ],
    [
      "gatherElements(x float32[batch, 3], i int32[batch]): expected indices of x's shape but for axis 1, found i int32[batch].",
      () => gatherElements(x, i),
    ],
    [
      "gatherRows(x float32[batch, 3], i int32[batch]): expected [batch, tokens, width] and [batch, spans], found others.",
      () => gatherRows(x, i),
    ],
    [
      'range(0): expected lengths that are whole numbers of at least 1, or names like "batch", or such as "2*batch+1", found [0].',
      () => range(0),
    ],
    [
      "layerNorm(x float32[batch, 3], v float32[5], v float32[5]): expected a scale and a bias of shape [3], found v float32[5].",
      () => layerNorm(x, v, v),
    ],
    [
      "crossEntropy(x float32[batch, 3], Range() int32[4]): expected labels of shape [batch], found Range() int32[4].",
      () => crossEntropy(x, range(4)),
    ],
    [
      "crossEntropy(sub() float32[batch], v float32[5]): expected weights of shape [batch], found v float32[5].",
      () => crossEntropy(x, i, v),
    ],
    [
      "binaryCrossEntropy(x float32[batch, 3], y float32[4, 3]): expected targets of the logits' shape, found y float32[4, 3].",
      () => binaryCrossEntropy(x, y),
    ],
    [
      "contrastiveScores(reshape() float32[1, batch, 3], y float32[4, 3]): expected two matrices, found 3 and 2 axes.",
      () => inBatchLoss(unsqueeze(x, 0), y),
    ],
    [
      "dropout(x float32[batch, 3]): expected a rate from 0 to below 1, found 1.",
      () => dropout(x, 1, undefined),
    ],
    [
      "Randomness(i int32[batch]): expected a seed of shape [], found i int32[batch].",
      () => new Randomness(i),
    ],
    [
      "loop(v float32[5]): expected a body that returns a state like the one it is given, found slice() float32[4].",
      () => loop(2, [v], (_, [s]) => ({ state: [slice(s as Tensor, 0, 4, 0)] })),
    ],
    ["constant([2]): expected 2 numbers, found 3.", () => constant(Float32Array.of(1, 2, 3), [2])],
    [
      'input("a b"): expected a name of letters, digits and _ . / -, found another.',
      () => input("a b", "float32", []),
    ],
    [
      'input(z): expected lengths that are numbers or names, found "2*batch".',
      () => input("z", "float32", ["2*batch"]),
    ],
    [
      'emit(x float32[4]): expected inputs of different names, found two of the name "x".',
      () => emit("m", { s: sum(x), t: sum(input("x", "float32", [4])) }),
    ],
    [
      'emit(x): expected names of outputs that no input has, found the input "x".',
      () => emit("m", { x: sum(x) }),
    ],
    [
      'emit(batch): expected an input with an axis "batch", found none.',
      () => emit("m", { n: range("batch") }),
    ],
    [
      "emit(v float32[5]): expected 5 numbers of the type float32, found 2 of float32.",
      () => emit("m", { s: sum(v) }, { constants: new Map([["v", Float32Array.of(1, 2)]]) }),
    ],
  ])("says: %s", (message, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "GRAPH_INVALID", message }));
    expect(make).toThrow(NamesakeError);
  });

  it("accepts what fits", () => {
    expect(String(add(x, scalar(1)))).toBe("add() float32[batch, 3]");
  });
});
