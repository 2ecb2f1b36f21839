import { NamesakeError } from "../../errors.js";
import { requireIndices, requireType } from "../graph/checks.js";
import { cast, where } from "../graph/compare.js";
import { add, div, maximum, mul, sub } from "../graph/elementwise.js";
import { gather, gatherElements } from "../graph/gather.js";
import { concat, flatten, select, slice, split, squeeze, transpose, unsqueeze } from "../graph/layout.js";
import { logSumExp, sum } from "../graph/reduce.js";
import { formatShape, sameShape } from "../graph/shape.js";
import { constant, graphError, type Tensor } from "../graph/tensor.js";
import { nearest } from "../weights/nearest.js";
import { type Chain, type ChainRules, FORBIDDEN, scoresOfRules } from "./chain.js";
import { ZEROS } from "./initial.js";
import type { Parameters } from "./model.js";
import type { Scope } from "./scope.js";

/** The scores of a {@link Chain} as tensors: start [labels], transitions [labels, labels] and end [labels]. */
type ChainTensors = Readonly<Record<keyof Chain, Tensor>>;

/**
 * The loss of a conditional random field over a linear chain of labels (Lafferty et al. 2001): minus the logarithm of the
 * probability of the right labels of a text, the mean over the texts of a batch that have tokens. Parameters: `start`
 * [labels], `transitions` [labels, labels], a row for the label before, and `end` [labels].
 *
 * @param scores of each label, [batch, tokens, labels]; the tokens are a number
 * @param labels the right ones, int32 or int64 [batch, tokens]; at padding any from 0 to before their number
 * @param mask where there are tokens, bool [batch, tokens]: first the tokens, then the padding
 * @param rules rows of labels that cannot be; the right labels must obey them
 * @returns float32 of shape []
 */
export function crfLoss(
  scope: Scope,
  scores: Tensor,
  labels: Tensor,
  mask: Tensor,
  rules?: ChainRules,
): Tensor {
  const operands = [scores, labels, mask];
  requireType("crfLoss", "float32", scores);
  requireIndices("crfLoss", operands, labels);
  requireType("crfLoss", "bool", mask);
  const [, tokens, count] = scores.shape;
  const rows = scores.shape.slice(0, 2);
  if (scores.rank !== 3 || typeof tokens !== "number" || typeof count !== "number")
    throw graphError("crfLoss", operands, "[batch, tokens, labels], the last two numbers", `${scores}`);
  if (!sameShape(labels.shape, rows) || !sameShape(mask.shape, rows))
    throw graphError("crfLoss", operands, `labels and a mask of shape ${formatShape(rows)}`, "others");
  const chain = chainTensors(scope, count, rules);
  const losses = sub(logPartition(chain, scores, mask), scoreOf(chain, scores, labels, mask));
  const counts = cast(select(mask, 0, 1), "float32");
  return div(sum(mul(losses, counts)), maximum(sum(counts), 1));
}

/**
 * The loss of a chain of which not every label is known (Tsuboi et al. 2008, https://aclanthology.org/C08-1113): minus the logarithm of the
 * probability of all rows of labels together that are allowed, the mean over the texts of a batch that have tokens. Where one label is
 * allowed a token, it is {@link crfLoss}; a token that is allowed all is learned nothing of, and its neighbours are. The parameters are
 * the same.
 *
 * @param scores of each label, [batch, tokens, labels]; the tokens are a number
 * @param allowed which labels a token may have, bool [batch, tokens, labels]; of each token at least one, at padding any
 * @param mask where there are tokens, bool [batch, tokens]: first the tokens, then the padding
 * @param rules rows of labels that cannot be; some row that is allowed must obey them
 * @returns float32 of shape []
 */
export function partialCrfLoss(
  scope: Scope,
  scores: Tensor,
  allowed: Tensor,
  mask: Tensor,
  rules?: ChainRules,
): Tensor {
  const operands = [scores, allowed, mask];
  requireType("partialCrfLoss", "float32", scores);
  requireType("partialCrfLoss", "bool", allowed);
  requireType("partialCrfLoss", "bool", mask);
  const [, tokens, count] = scores.shape;
  if (scores.rank !== 3 || typeof tokens !== "number" || typeof count !== "number")
    throw graphError(
      "partialCrfLoss",
      operands,
      "[batch, tokens, labels], the last two numbers",
      `${scores}`,
    );
  if (!sameShape(allowed.shape, scores.shape) || !sameShape(mask.shape, scores.shape.slice(0, 2)))
    throw graphError(
      "partialCrfLoss",
      operands,
      `allowed labels of shape ${formatShape(scores.shape)}`,
      "others",
    );
  const chain = chainTensors(scope, count, rules);
  const possible = where(allowed, scores, add(scores, FORBIDDEN));
  // Both sums go through the texts together: a step of a scan costs by its operators more than by its numbers.
  const sums = logPartition(chain, concat([scores, possible], 0), concat([mask, mask], 0));
  const [all, right] = split(sums, 2, 0) as [Tensor, Tensor];
  const counts = cast(select(mask, 0, 1), "float32");
  return div(sum(mul(sub(all, right), counts)), maximum(sum(counts), 1));
}

function chainTensors(scope: Scope, count: number, rules: ChainRules | undefined): ChainTensors {
  const learned = {
    start: scope.parameter("start", [count], ZEROS),
    transitions: scope.parameter("transitions", [count, count], ZEROS),
    end: scope.parameter("end", [count], ZEROS),
  };
  if (rules === undefined) return learned;
  const { start, transitions, end } = scoresOfRules(rules, count);
  return {
    start: add(learned.start, constant(start)),
    transitions: add(learned.transitions, constant(transitions, [count, count])),
    end: add(learned.end, constant(end)),
  };
}

/** The logarithm of the sum of exp(score) over all rows of labels, [batch]: the forward algorithm, step by step. */
function logPartition({ start, transitions, end }: ChainTensors, scores: Tensor, mask: Tensor): Tensor {
  const tokens = scores.shape[1] as number;
  const [first, ...others] = split(scores, tokens, 1).map((step) => squeeze(step, 1)) as [
    Tensor,
    ...Tensor[],
  ];
  const arriving = transpose(transitions);
  // Of each label: the sum over all rows that end with it.
  let sums = add(first, start);
  others.forEach((step, i) => {
    const next = add(logSumExp(add(unsqueeze(sums, 1), arriving), 2), step);
    sums = where(slice(mask, i + 1, i + 2, 1), next, sums);
  });
  return logSumExp(add(sums, end), 1);
}

/** The score of the right labels, [batch]. */
function scoreOf(
  { start, transitions, end }: ChainTensors,
  scores: Tensor,
  labels: Tensor,
  mask: Tensor,
): Tensor {
  const [, tokens, count] = scores.shape as [unknown, number, number];
  const summed = (values: Tensor, here: Tensor): Tensor => sum(where(here, values, 0), { axes: [1] });
  const own = summed(squeeze(gatherElements(scores, unsqueeze(labels, 2)), 2), mask);
  const lengths = sum(cast(mask, "float32"), { axes: [1], keep: true });
  const last = gatherElements(labels, cast(maximum(sub(lengths, 1), 0), "int64"), 1);
  const ends = add(gather(start, select(labels, 0, 1)), gather(end, squeeze(last, 1)));
  // No label follows another then; the transitions still are to have a derivative, which is 0.
  if (tokens === 1) return add(add(own, ends), mul(sum(transitions), 0));
  const [before, after] = [slice(labels, 0, tokens - 1, 1), slice(labels, 1, tokens, 1)];
  const pairs = gather(flatten(transitions, 0, 1), add(mul(before, count), after));
  return add(add(own, ends), summed(pairs, slice(mask, 1, tokens, 1)));
}

/**
 * The chain that was trained, to find labels with.
 *
 * @param parameters of the whole model
 * @param prefix of the names of the chain's own: "chain." where its scope was `scope.at("chain")`
 * @throws {NamesakeError} PARAMETER_UNKNOWN where there is no such chain
 */
export function chainOf(parameters: Parameters, prefix: string, rules?: ChainRules): Chain {
  const given = (part: keyof Chain): Float32Array => {
    const numbers = parameters.get(prefix + part);
    if (numbers === undefined)
      throw new NamesakeError("PARAMETER_UNKNOWN", {
        match: prefix + part,
        nearest: nearest(prefix + part, [...parameters.keys()], 3).join(", "),
      });
    return numbers;
  };
  const learned: Chain = { start: given("start"), transitions: given("transitions"), end: given("end") };
  if (rules === undefined) return learned;
  const ruled = scoresOfRules(rules, learned.start.length);
  const added = (part: keyof Chain) => learned[part].map((score, i) => score + (ruled[part][i] as number));
  return { start: added("start"), transitions: added("transitions"), end: added("end") };
}
