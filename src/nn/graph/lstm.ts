import { requireType } from "./checks.js";
import { type Dimension, multiplyDimensions } from "./dimension.js";
import { each, joined, matrices, minus, pieces, plus, reshaped, times, turned, zeros } from "./primitives.js";
import { formatShape, sameShape } from "./shape.js";
import { differentiable, graphError, node, type Tensor } from "./tensor.js";

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, https://doi.org/10.1162/neco.1997.9.8.1735), with the forget
 * gate of Gers et al. 2000: its cells become c = f c' + i u, and what it shows of them, its state, is h = o tanh(c). The
 * gates i, f and o are sigmoids of sums of the input and of the last state, the candidate u is a tanh of such a sum.
 *
 * The four have one axis of four times the width, in PyTorch's order: i, f, u, o (PyTorch calls u "g").
 */

/** What one step makes, each [directions, 1, batch, width]. */
interface Step {
  input: Tensor;
  forget: Tensor;
  candidate: Tensor;
  output: Tensor;
  /** forget times the cells before */
  kept: Tensor;
  /** input times candidate */
  added: Tensor;
  /** kept + added */
  cell: Tensor;
  /** tanh(cell) */
  shown: Tensor;
  /** output times shown */
  state: Tensor;
}

/**
 * The steps of a long short-term memory, one after the other in the graph, with a derivative; several directions go at
 * once. Cells and states begin with zeros.
 *
 * @param sums what the inputs give to the gates, [directions, steps, batch, 4 * width]; the steps are a number
 * @param weights what the last state gives to them, [directions, 4 * width, width]
 * @returns the states, [directions, steps, batch, width]
 */
export function lstmSteps(sums: Tensor, weights: Tensor): Tensor {
  const operands = [sums, weights];
  requireType("lstmSteps", "float32", ...operands);
  const [directions = 0, length, batch = 0, gates] = sums.shape;
  const width = weights.shape.at(-1);
  const fits =
    sums.rank === 4 &&
    typeof length === "number" &&
    typeof width === "number" &&
    gates === 4 * width &&
    sameShape(weights.shape, [directions, gates, width]);
  if (!fits) {
    const expected =
      "[directions, steps, batch, 4 * width], the steps a number, and [directions, 4 * width, width]";
    throw graphError(
      "lstmSteps",
      operands,
      expected,
      operands.map(({ shape }) => formatShape(shape)).join(" and "),
    );
  }
  const ones = Array.from({ length }, () => 1);
  const byRow = reshaped(weights, [directions, 1, gates, width]);
  const byColumn = turned(byRow);
  const start = zeros([directions, 1, batch, width]);
  const steps: Step[] = [];
  for (const sum of pieces(sums, 1, ones)) {
    const last = steps.at(-1);
    steps.push(stepOf(plus(sum, matrices(last?.state ?? start, byColumn)), last?.cell ?? start));
  }
  const states = steps.map(({ state }) => state);
  return differentiable("lstmSteps", operands, joined(states, 1), (g) => {
    const bySums = joined(derivatives(steps, byRow, pieces(g, 1, ones)), 1);
    // One product over all steps: the sum of a product for each step would take half of the time of all.
    const rows = (x: Tensor, columns: Dimension) =>
      reshaped(x, [directions, multiplyDimensions(length, batch), columns]);
    const before = joined([start, ...states.slice(0, -1)], 1);
    return [bySums, turned(matrices(turned(rows(before, width)), rows(bySums, gates)))];
  });
}

function stepOf(sums: Tensor, before: Tensor): Step {
  const width = before.shape[3] as Dimension;
  const [i, f, u, o] = pieces(sums, 3, [width, width, width, width]) as [Tensor, Tensor, Tensor, Tensor];
  const [input, forget, output] = [each("Sigmoid", i), each("Sigmoid", f), each("Sigmoid", o)];
  const candidate = each("Tanh", u);
  const [kept, added] = [times(forget, before), times(input, candidate)];
  const cell = plus(kept, added);
  const shown = each("Tanh", cell);
  return { input, forget, candidate, output, kept, added, cell, shown, state: times(output, shown) };
}

/**
 * The derivatives by the sums of each step, from those by its state: from the last step to the first. The slope of a
 * sigmoid y is y (1 - y) and that of a tanh 1 - y²; they are multiplied into products that the step has made.
 */
function derivatives(steps: readonly Step[], weights: Tensor, byStates: readonly Tensor[]): Tensor[] {
  const bySums: Tensor[] = [];
  // What the steps that follow add to the derivatives by the state and by the cells.
  let laterState: Tensor | undefined;
  let laterCell: Tensor | undefined;
  for (const [t, step] of [...steps.entries()].reverse()) {
    const { input, forget, candidate, output, kept, added, shown } = step;
    const byState = sumOf(byStates[t] as Tensor, laterState);
    const byCell = sumOf(times(byState, minus(output, times(step.state, shown))), laterCell);
    const parts = [
      times(times(byCell, added), minus(1, input)),
      times(times(byCell, kept), minus(1, forget)),
      times(byCell, minus(input, times(added, candidate))),
      times(times(byState, step.state), minus(1, output)),
    ];
    const bySum = joined(parts, 3);
    bySums.unshift(bySum);
    laterState = matrices(bySum, weights);
    laterCell = times(byCell, forget);
  }
  return bySums;
}

/** a + b, where b may be nothing yet. */
const sumOf = (a: Tensor, b: Tensor | undefined): Tensor => (b === undefined ? a : plus(a, b));

export interface LstmWeights {
  /** [directions, 4 * width, inputs] */
  inputs: Tensor;
  /** [directions, 4 * width, width] */
  states: Tensor;
  /** [directions, 4 * width] */
  bias: Tensor;
}

/**
 * A whole long short-term memory as ONNX's operator for it: for any number of steps, and without a derivative. With two
 * directions the second reads each sequence from its end.
 *
 * @param x [steps, batch, inputs]
 * @param lengths how many steps of each sequence count, int32 [batch]; the states of others are 0
 * @returns the states, [steps, directions, batch, width]
 */
export function lstm(x: Tensor, weights: LstmWeights, lengths: Tensor): Tensor {
  const { inputs, states, bias } = weights;
  const operands = [x, inputs, states, bias, lengths];
  requireType("lstm", "float32", x, inputs, states, bias);
  requireType("lstm", "int32", lengths);
  const [steps = 0, batch = 0, from = 0] = x.shape;
  const [directions, , width] = states.shape;
  const fits =
    x.rank === 3 &&
    (directions === 1 || directions === 2) &&
    typeof width === "number" &&
    sameShape(states.shape, [directions, 4 * width, width]) &&
    sameShape(inputs.shape, [directions, 4 * width, from]) &&
    sameShape(bias.shape, [directions, 4 * width]) &&
    sameShape(lengths.shape, [batch]);
  if (!fits) {
    const expected =
      "[steps, batch, inputs], weights [1 or 2, 4 * width, inputs], [.., 4 * width, width] and [.., 4 * width], lengths [batch]";
    throw graphError("lstm", operands, expected, operands.map(({ shape }) => formatShape(shape)).join(", "));
  }
  // ONNX has the gates in the order i, o, f, u, and a second bias, which is added to the first.
  const ordered = (tensor: Tensor): Tensor => {
    const [i, f, u, o] = pieces(tensor, 1, [width, width, width, width]) as [Tensor, Tensor, Tensor, Tensor];
    return joined([i, o, f, u], 1);
  };
  const biases = joined([ordered(bias), zeros(bias.shape)], 1);
  const given = [x, ordered(inputs), ordered(states), biases, lengths];
  return node("LSTM", given, [steps, directions, batch, width], {
    hidden_size: { int: width },
    direction: { string: directions === 2 ? "bidirectional" : "forward" },
  });
}
