import { ELEMENT_TYPE, type Tensor } from "../onnx.js";
import type { Replacement } from "./replacement.js";

/**
 * Products of float32 rows with a matrix of 8 bits. The rows become whole numbers when the graph runs, the product is one
 * of whole numbers, and its sums are multiplied by both scales.
 */

/** Which numbers of the rows share a scale; see `QuantiseOptions`. */
export type ScaleOf = "row" | "batch";

/** Who runs the graph; see `QuantiseOptions`. */
export type Operators = "standard" | "onnxruntime";

/** A product in names of values: x · weights · diag(scales) + bias. */
export interface IntegerProduct {
  /** float32, [..., inputs]. */
  x: string;
  /** int8 around 0 or uint8 around 128, [inputs, outputs]. */
  weights: string;
  /** Of the weights, float32 [outputs]. */
  scales: string;
  bias?: string;
}

/** The set of operators that ONNX Runtime has beside the standard (its ContribOperators.md). */
const OWN = "com.microsoft";

/** Adds a product to a graph, after the initialisers of its weights and scales. */
export function integerProduct(g: Replacement, product: IntegerProduct, scale: ScaleOf, by: Operators): void {
  if (scale === "row") rowProduct(g, product, by);
  else if (by === "standard") batchProduct(g, product);
  else ownBatchProduct(g, product);
}

const LARGEST = 127;

/** What stands for 0 among the numbers of uint8. */
const middleOf = (g: Replacement): string => g.constant(":middle", () => Uint8Array.of(128), []);

/** What stands for 0 among the weights; of int8 it is 0 itself, which operators assume. */
const zeroOf = (g: Replacement, weights: string): string =>
  g.initializers.get(weights)?.data instanceof Int8Array ? "" : middleOf(g);

/**
 * One scale a row: |x| <= largest becomes a whole number from 1 to 255 around 128. Every step treats the rows one by
 * one, so that a row's result has the same bits in any batch.
 */
function rowProduct(g: Replacement, { x, weights, scales, bias }: IntegerProduct, by: Operators): void {
  const axis = g.constant(":last axis", () => BigInt64Array.of(-1n), [1]);
  const least = g.constant(":least", () => Float32Array.of(1e-30), []);
  const step = g.constant(":step", () => Float32Array.of(1 / LARGEST), []);
  const middle = middleOf(g);
  // Twice over the numbers, and still faster than Abs, which has to keep them all.
  const below = g.op("Neg", [g.op("ReduceMin", [x, axis])]);
  const largest = g.op("Max", [g.op("ReduceMax", [x, axis]), below, least]);
  const numbers = g.op("QuantizeLinear", [g.op("Mul", [x, g.op("Reciprocal", [largest])]), step, middle]);
  const sums =
    by === "standard"
      ? scaledSums(g, numbers, weights, middle, stepped(g, scales))
      : g.op("MatMulIntegerToFloat", [numbers, weights, step, scales, middle, zeroOf(g, weights)], {}, OWN);
  addBias(g, g.op("Mul", [sums, largest]), bias);
}

/** One scale for all numbers, whose range need not have 0 in its middle. */
function batchProduct(g: Replacement, { x, weights, scales, bias }: IntegerProduct): void {
  const [numbers, scale, zero] = g.ops("DynamicQuantizeLinear", [x], 3) as [string, string, string];
  addBias(g, scaledSums(g, numbers, weights, zero, g.op("Mul", [scales, scale])), bias);
}

/** {@link batchProduct} in one operator, which works on pieces that are still in the CPU's cache. */
function ownBatchProduct(g: Replacement, { x, weights, scales, bias }: IntegerProduct): void {
  const inputs = [x, weights, scales, zeroOf(g, weights)];
  // It adds no bias that would have to be broadcast.
  const dims = g.initializers.get(scales)?.dims.join();
  const isVector = bias !== undefined && g.initializers.get(bias)?.dims.join() === dims;
  const product = g.op("DynamicQuantizeMatMul", isVector ? [...inputs, bias] : inputs, {}, OWN);
  if (!isVector) addBias(g, product, bias);
}

/** The sums of a product of whole numbers, times one scale a column. */
function scaledSums(g: Replacement, numbers: string, weights: string, zero: string, scales: string): string {
  const sums = g.op("MatMulInteger", [numbers, weights, zero, zeroOf(g, weights)]);
  return g.op("Mul", [g.op("Cast", [sums], { to: { int: ELEMENT_TYPE.float32 } }), scales]);
}

/** The scales of weights times the step of the rows. */
function stepped(g: Replacement, scales: string): string {
  const { data, dims } = g.initializers.get(scales) as Tensor;
  const make = () => (data as Float32Array).map((scale) => scale / LARGEST);
  return g.constant(`${scales}:stepped`, make, dims);
}

function addBias(g: Replacement, product: string, bias: string | undefined): void {
  if (bias !== undefined) g.op("Add", [product, bias]);
}
