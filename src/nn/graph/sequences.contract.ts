import { mul } from "./elementwise.js";
import { lstmSteps } from "./lstm.js";
import { any, type OperatorCase } from "./operator-case.contract.js";
import { at, make, sigmoid, total, type Values } from "./reference.contract.js";
import { reverseSequences } from "./sequences.js";
import { constant } from "./tensor.js";

/** The states of {@link lstmSteps}, number by number. */
function statesOf(sums: Values, weights: Values): Values {
  const [directions, steps, batch, gates] = sums.shape as [number, number, number, number];
  const width = gates / 4;
  const columns = Array.from({ length: width }, (_, k) => k);
  const zeros = columns.map(() => 0);
  const statesOfOne = (d: number, b: number): number[][] => {
    let [cells, state] = [zeros, zeros];
    return Array.from({ length: steps }, (_, t) => {
      const last = state;
      const gate = (g: number, k: number): number => {
        const row = g * width + k;
        const recurrent = columns.map((j) => at(weights, [d, row, j]) * (last[j] as number));
        return at(sums, [d, t, b, row]) + total(recurrent);
      };
      cells = cells.map(
        (cell, k) => sigmoid(gate(1, k)) * cell + sigmoid(gate(0, k)) * Math.tanh(gate(2, k)),
      );
      state = cells.map((cell, k) => sigmoid(gate(3, k)) * Math.tanh(cell));
      return state;
    });
  };
  const rows = new Map<string, number[][]>();
  return make([directions, steps, batch, width], ([d = 0, t = 0, b = 0, k = 0]) => {
    const known = rows.get(`${d} ${b}`) ?? statesOfOne(d, b);
    rows.set(`${d} ${b}`, known);
    return known[t]?.[k] as number;
  });
}

const WIDTH = 2;

export const SEQUENCES: readonly OperatorCase[] = [
  ...[1, 4].map(
    (steps): OperatorCase => ({
      name: `lstmSteps, ${steps}`,
      operands: [any(["a", steps, "b", 4 * WIDTH]), any(["a", 4 * WIDTH, WIDTH])],
      apply: lstmSteps,
      expect: statesOf,
    }),
  ),
  {
    name: "reverseSequences",
    operands: [any([3, 4, "c"]), any(["c"])],
    apply: (x, scale) => mul(reverseSequences(x, constant(BigInt64Array.of(0n, 3n, 4n))), scale),
    expect: (x, scale) =>
      make(x.shape, ([i = 0, t = 0, c = 0]) => {
        const length = [0, 3, 4][i] as number;
        return at(x, [i, t < length ? length - 1 - t : t, c]) * at(scale, [c]);
      }),
  },
];
