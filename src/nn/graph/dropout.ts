import { requireType } from "./checks.js";
import { type Dimension, multiplyDimensions } from "./dimension.js";
import { range } from "./gather.js";
import { convert, each, reshaped, times } from "./primitives.js";
import { differentiable, graphError, node, scalar, type Tensor } from "./tensor.js";

/**
 * Random numbers inside a graph. ONNX's own are drawn from a state that no run can set; these are a hash of a seed that
 * is fed, of the place in the graph and of the place in the tensor, so that a run can be repeated to the last bit, on
 * any runtime.
 */
export class Randomness {
  #uses = 0;

  /** @param seed int32 of shape [], another one for each step of training */
  constructor(readonly seed: Tensor) {
    requireType("Randomness", "int32", seed);
    if (seed.rank !== 0) throw graphError("Randomness", [seed], "a seed of shape []", `${seed}`);
  }

  /** A number that depends on the seed and on how many were asked for before, int32 of shape []. */
  next(): Tensor {
    return hash(each("Add", hash(this.seed), integer(Math.imul(++this.#uses, GOLDEN_RATIO))));
  }
}

/** 2^32 divided by the golden ratio: its multiples are spread evenly. */
const GOLDEN_RATIO = 0x9e3779b9 | 0;

const integer = (value: number): Tensor => scalar(value, "int32");

/**
 * A hash of 32 bits in which every bit depends on every other, of sums, products and quotients alone: for shifts and
 * exclusive ors ONNX Runtime has no kernels on WebGPU. `x (2x + 1)` is the permutation of RC6 (Rivest et al. 1998), in
 * which high bits depend on all below; folding brings them down again.
 */
function hash(x: Tensor): Tensor {
  const folded = (y: Tensor, by: number): Tensor => each("Add", y, each("Div", y, integer(2 ** by)));
  const bent = (y: Tensor): Tensor => each("Mul", y, each("Add", each("Add", y, y), integer(1)));
  const spread = each("Mul", x, integer(0x7feb352d));
  return folded(bent(folded(bent(folded(spread, 16)), 15)), 16);
}

/** Random odd numbers, int32 [length]. */
function oddNumbers(length: Dimension, random: Randomness): Tensor {
  const numbers = hash(each("Add", range(length), random.next()));
  return each("Add", each("Mul", numbers, integer(2)), integer(1));
}

/**
 * Random numbers, uniform over all odd int32, in the shape of a tensor. Rows and columns are hashed on their own and
 * multiplied, of which the high bits are a hash again (multiply-shift, Dietzfelbinger et al. 1997): one operation a
 * number where a hash of each would take eight.
 */
function randomLike(x: Tensor, random: Randomness): Tensor {
  const columns = x.shape.at(-1) ?? 1;
  const rows = x.shape.slice(0, -1);
  const byRow = oddNumbers(multiplyDimensions(...rows), random);
  return each("Mul", reshaped(byRow, [...rows, 1]), oddNumbers(columns, random));
}

/**
 * Puts numbers to 0 by chance and scales the others up, so that the mean stays (Srivastava et al. 2014,
 * https://jmlr.org/papers/v15/srivastava14a.html).
 *
 * @param rate the chance of 0, from 0 to below 1
 * @param random absent = the tensor as it is: models that are not trained have none
 */
export function dropout(x: Tensor, rate: number, random: Randomness | undefined): Tensor {
  requireType("dropout", "float32", x);
  if (!(rate >= 0 && rate < 1)) throw graphError("dropout", [x], "a rate from 0 to below 1", `${rate}`);
  if (rate === 0 || random === undefined) return x;
  const limit = integer(Math.round(rate * 2 ** 32) - 2 ** 31);
  const numbers = randomLike(x, random);
  const kept = node("GreaterOrEqual", [numbers, limit], numbers.shape, {}, "bool");
  const mask = reshaped(times(convert(kept, "float32"), 1 / (1 - rate)), x.shape);
  return differentiable("dropout", [x], times(x, mask), (g) => [times(g, mask)]);
}
