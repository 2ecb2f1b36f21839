import { requireType } from "../graph/checks.js";
import { cast, where } from "../graph/compare.js";
import { add } from "../graph/elementwise.js";
import { concat, flatten, reshape, select, stack, transpose, unsqueeze } from "../graph/layout.js";
import { type LstmWeights, lstm, lstmSteps } from "../graph/lstm.js";
import { matmul } from "../graph/matmul.js";
import { sum } from "../graph/reduce.js";
import { reverseSequences } from "../graph/sequences.js";
import { formatShape, sameShape } from "../graph/shape.js";
import { graphError, type Tensor } from "../graph/tensor.js";
import type { Initial } from "./initial.js";
import { widthOf } from "./linear.js";
import type { Scope } from "./scope.js";

/**
 * A bidirectional long short-term memory (Graves and Schmidhuber 2005, https://doi.org/10.1016/j.neunet.2005.06.042).
 * In training its steps stand one after the other in the graph, where their number must be known; in use it is ONNX's
 * operator, for any number.
 *
 * Parameters are those of PyTorch's `nn.LSTM`, gates in the order i, f, g, o: `weight_ih_l0` [4 * width, inputs],
 * `weight_hh_l0` [4 * width, width], and the same with `_reverse`. PyTorch has two biases that it adds, `bias_ih_l0` and
 * `bias_hh_l0`; here their sum is one, `bias_l0` [4 * width].
 *
 * @param x [batch, tokens, inputs]
 * @param width of the states of each direction
 * @param mask where there are tokens, bool [batch, tokens]: first the tokens, then the padding
 * @returns [batch, tokens, 2 * width], the states of the forward direction before those of the other; 0 at padding
 */
export function bidirectionalLstm(scope: Scope, x: Tensor, width: number, mask: Tensor): Tensor {
  requireType("bidirectionalLstm", "bool", mask);
  if (x.rank !== 3 || !sameShape(mask.shape, x.shape.slice(0, 2))) {
    const found = `${formatShape(x.shape)} and ${formatShape(mask.shape)}`;
    throw graphError("bidirectionalLstm", [x, mask], "[batch, tokens, inputs] and [batch, tokens]", found);
  }
  const weights = weightsOf(scope, widthOf("bidirectionalLstm", x), width);
  const lengths = sum(cast(mask, "float32"), { axes: [1] });
  const states = scope.training ? unrolled(x, weights, lengths) : operator(x, weights, lengths);
  return where(unsqueeze(mask, 2), states, 0);
}

function weightsOf(scope: Scope, inputs: number, width: number): LstmWeights {
  // As PyTorch begins.
  const initial: Initial = { kind: "uniform", limit: 1 / Math.sqrt(width) };
  const both = (name: string, shape: readonly number[]): Tensor =>
    stack([scope.parameter(name, shape, initial), scope.parameter(`${name}_reverse`, shape, initial)], 0);
  return {
    inputs: both("weight_ih_l0", [4 * width, inputs]),
    states: both("weight_hh_l0", [4 * width, width]),
    bias: both("bias_l0", [4 * width]),
  };
}

/** The other direction is a forward one over sequences that were turned around, so that both take each step at once. */
function unrolled(x: Tensor, { inputs, states, bias }: LstmWeights, lengths: Tensor): Tensor {
  const counts = cast(lengths, "int64");
  const directions = stack([x, reverseSequences(x, counts)], 0);
  const byStep = transpose(directions, [0, 2, 1, 3]);
  // Transposed on its own: the derivative then transposes x and not what is four times as wide.
  const sums = add(matmul(flatten(byStep, 1, 2), transpose(inputs, [0, 2, 1])), unsqueeze(bias, 1));
  const shape = [...byStep.shape.slice(0, 3), ...bias.shape.slice(1)];
  const byBatch = transpose(lstmSteps(reshape(sums, shape), states), [0, 2, 1, 3]);
  return concat([select(byBatch, 0, 0), reverseSequences(select(byBatch, 1, 0), counts)], 2);
}

function operator(x: Tensor, weights: LstmWeights, lengths: Tensor): Tensor {
  const states = lstm(transpose(x, [1, 0, 2]), weights, cast(lengths, "int32"));
  return flatten(transpose(states, [2, 0, 1, 3]), 2, 3);
}
