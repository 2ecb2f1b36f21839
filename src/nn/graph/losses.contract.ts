import { cast, greater } from "./compare.js";
import { allPositivesLoss, anyPositiveLoss, contrastiveScores } from "./contrastive.js";
import { exp } from "./elementwise.js";
import { concat } from "./layout.js";
import { crossEntropy, distillationLoss, inBatchLoss, meanSquaredError } from "./losses.js";
import type { Lengths } from "./moves.contract.js";
import { any, type OperatorCase } from "./operator-case.contract.js";
import { logSumExp, make, total, type Values } from "./reference.contract.js";

const ofScalar = (value: number): Values => ({ shape: [], data: [value] });
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : total(values) / values.length);
const dot = (a: readonly number[], b: readonly number[]): number =>
  total(a.map((x, i) => x * (b[i] as number)));

/** All rows of the last axis. */
function rowsOf(x: Values): number[][] {
  const width = x.shape.at(-1) ?? 1;
  const count = x.data.length / width;
  return Array.from({ length: count }, (_, row) => x.data.slice(row * width, (row + 1) * width));
}

/** Minus the logarithms of probabilities. */
const surprises = (row: readonly number[]): number[] => row.map((score) => logSumExp(row) - score);

/** Losses of rows by the right answers of each; rows without any do not count. */
const byPositives = (scores: Values, positives: Values, loss: (right: number[]) => number): Values => {
  const chosen = rowsOf(positives);
  const losses = rowsOf(scores).flatMap((row, i) => {
    const right = surprises(row).filter((_, k) => chosen[i]?.[k] === 1);
    return right.length === 0 ? [] : [loss(right)];
  });
  return ofScalar(mean(losses));
};

/** Scores of contrastive losses as lists; what does not count is left out. */
function answers(queries: Values, targets: Values, scale: number, ids?: readonly number[]): number[][] {
  return rowsOf(queries).map((query, i) =>
    rowsOf(targets).flatMap((target, k) =>
      k !== i && ids !== undefined && ids[k] === ids[i] ? [] : [scale * dot(query, target)],
    ),
  );
}

/** The in-batch loss at scale 2, where targets of one id are the same. */
function lossOfSame(queries: Values, targets: Values, ids: Values): Values {
  const all = answers(queries, targets, 2, ids.data);
  const own = rowsOf(queries).map((query, i) => 2 * dot(query, rowsOf(targets)[i] as number[]));
  return ofScalar(mean(all.map((row, i) => logSumExp(row) - (own[i] as number))));
}

const joined = (a: Values, b: Values): Values => ({
  shape: [(a.shape[0] ?? 0) + (b.shape[0] ?? 0), ...a.shape.slice(1)],
  data: [...a.data, ...b.data],
});

/** Losses of more than one form, whose shapes are made of lengths. */
export function losses({ number }: Lengths): OperatorCase[] {
  const smoothed = (row: readonly number[], label: number): number =>
    0.9 * (surprises(row)[label] as number) + 0.1 * mean(surprises(row));
  return [
    {
      name: "crossEntropy, smoothed",
      operands: [any(["a", "b", 4]), any(["a", "b"], { below: 4 }), any(["a", "b"], "positive")],
      apply: (x, labels, weights) => crossEntropy(x, labels, weights, { smoothing: 0.1 }),
      expect: (x, labels, weights) => {
        const each = rowsOf(x).map((row, i) => smoothed(row, labels.data[i] as number));
        return ofScalar(dot(each, weights.data) / total(weights.data));
      },
    },
    {
      name: "meanSquaredError",
      operands: [any(["a", "b"]), any(["a", "b"])],
      apply: (x, y) => meanSquaredError(x, y),
      expect: (x, y) => ofScalar(mean(x.data.map((value, i) => (value - (y.data[i] as number)) ** 2))),
    },
    {
      name: "distillationLoss",
      operands: [any(["a", "b", "c"]), any(["a", "b"], "positive")],
      // A teacher that is no operand: no derivative is taken by it.
      apply: (x, weights) => distillationLoss(x, exp(cast(greater(x, 0), "float32")), 2, weights),
      expect: (x, weights) => {
        const soft = (row: readonly number[]) => surprises(row.map((score) => score / 2));
        const divergences = rowsOf(x).map((row) => {
          const wanted = soft(row.map((score) => Math.exp(score > 0 ? 1 : 0)));
          const found = soft(row);
          return total(wanted.map((w, k) => Math.exp(-w) * ((found[k] as number) - w)));
        });
        return ofScalar((4 * dot(divergences, weights.data)) / total(weights.data));
      },
    },
    {
      name: "contrastiveScores",
      operands: [any(["a", 3]), any(["a", 3]), any(["b", 3]), any([]), any(["a", "c", 3])],
      apply: (queries, targets, others, scale, negatives) =>
        contrastiveScores(queries, concat([targets, others], 0), scale, { negatives }),
      expect: (queries, targets, others, scale, negatives) => {
        const among = [...rowsOf(targets), ...rowsOf(others)];
        const count = number("c");
        const further = rowsOf(negatives);
        return make([number("a"), among.length + count], ([i = 0, k = 0]) => {
          const answer = among[k] ?? further[i * count + k - among.length];
          return (scale.data[0] as number) * dot(rowsOf(queries)[i] as number[], answer as number[]);
        });
      },
    },
    {
      name: "inBatchLoss with ids",
      operands: [any(["a", 3]), any(["a", 3]), any(["a"], { below: 3 })],
      apply: (queries, targets, ids) => inBatchLoss(queries, targets, 2, { ids }),
      expect: (queries, targets, ids) => lossOfSame(queries, targets, ids),
    },
    {
      name: "inBatchLoss with ids and further targets",
      operands: [any(["a", 3]), any(["a", 3]), any([2, 3]), any(["a"], { below: 3 }), any([2], { below: 3 })],
      apply: (queries, targets, others, ids, otherIds) =>
        inBatchLoss(queries, concat([targets, others], 0), 2, { ids: concat([ids, otherIds], 0) }),
      expect: (queries, targets, others, ids, otherIds) =>
        lossOfSame(queries, joined(targets, others), joined(ids, otherIds)),
    },
    {
      name: "inBatchLoss with negatives of which some are absent",
      operands: [any(["a", 3]), any(["a", 3]), any(["a", "b", 3]), any(["a", "b"], "truth")],
      apply: (queries, targets, negatives, present) =>
        inBatchLoss(queries, targets, 1, { negatives, present }),
      expect: (queries, targets, negatives, present) => {
        const count = number("b");
        const further = rowsOf(negatives).map((row, k) =>
          dot(row, rowsOf(queries)[Math.floor(k / count)] as number[]),
        );
        const each = answers(queries, targets, 1).map((row, i) => {
          const own = further.flatMap((score, k) =>
            Math.floor(k / count) === i && present.data[k] === 1 ? [score] : [],
          );
          return logSumExp([...row, ...own]) - (row[i] as number);
        });
        return ofScalar(mean(each));
      },
    },
    {
      name: "anyPositiveLoss",
      operands: [any(["a", "b"]), any(["a", "b"], "truth")],
      apply: anyPositiveLoss,
      expect: (scores, positives) =>
        byPositives(scores, positives, (right) => -logSumExp(right.map((surprise) => -surprise))),
    },
    {
      name: "allPositivesLoss",
      operands: [any(["a", "b"]), any(["a", "b"], "truth")],
      apply: allPositivesLoss,
      expect: (scores, positives) => byPositives(scores, positives, mean),
    },
  ];
}
