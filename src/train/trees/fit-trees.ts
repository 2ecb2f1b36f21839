import type { BoostedTrees, RegressionTree } from "../../models/trees/boosted-trees.js";
import { treesScore } from "../../models/trees/boosted-trees.js";
import { randomFractions } from "../../random.js";
import { type BinnedRows, binRows } from "./binned-rows.js";
import { growTree } from "./grow-tree.js";

/** Lists of rows, of each of which one is right. */
export interface Lists {
  /** Numbers of the rows, row by row; NaN = not measured. */
  values: Float32Array;
  /** First row of each list, and last the number of rows. */
  starts: Uint32Array;
  /** The right row of each list, counted from its first. */
  gold: Uint32Array;
  /** What each list counts, 1 in the mean; default: 1. */
  weights?: Float32Array;
}

export interface TreesOptions {
  /** Trees at most. Default 300. */
  trees?: number;
  /** Leaves of a tree at most. Default 16. */
  leaves?: number;
  /** What each tree's answer is multiplied by. Default 0.1. */
  rate?: number;
  /** Rows of a leaf at least. Default 50. */
  leafRows?: number;
  /** Pull of answers towards 0. Default 5. */
  ridge?: number;
  /** Share of the features that a tree may ask for, drawn for each. Default 0.6. */
  features?: number;
  /** Trees without a better likelihood of `development` after which it ends. Default 30. */
  patience?: number;
  /** Decides what is drawn. Default 1. */
  seed?: number;
  onTree?: (tree: number, trained: number, held: number | undefined) => void;
}

/** Log-probability of the right row of each list under a softmax over its scores, in the mean. */
export function meanLogLikelihood({ starts, gold, weights }: Lists, scores: Float64Array): number {
  let sum = 0;
  for (let list = 0; list < gold.length; list++) {
    const [from, to] = [starts[list] as number, starts[list + 1] as number];
    let highest = Number.NEGATIVE_INFINITY;
    for (let row = from; row < to; row++) highest = Math.max(highest, scores[row] as number);
    let powers = 0;
    for (let row = from; row < to; row++) powers += Math.exp((scores[row] as number) - highest);
    const likelihood = (scores[from + (gold[list] as number)] as number) - highest - Math.log(powers);
    sum += (weights?.[list] ?? 1) * likelihood;
  }
  return sum / gold.length;
}

/** Derivatives of the negative log-likelihood by the scores: p - 1 for the right row, p for others; p (1 - p) the second time. */
function derive(
  { starts, gold, weights }: Lists,
  scores: Float64Array,
  slopes: Float64Array,
  curvatures: Float64Array,
) {
  for (let list = 0; list < gold.length; list++) {
    const [from, to] = [starts[list] as number, starts[list + 1] as number];
    let highest = Number.NEGATIVE_INFINITY;
    for (let row = from; row < to; row++) highest = Math.max(highest, scores[row] as number);
    let powers = 0;
    for (let row = from; row < to; row++) powers += Math.exp((scores[row] as number) - highest);
    const weight = weights?.[list] ?? 1;
    for (let row = from; row < to; row++) {
      const p = Math.exp((scores[row] as number) - highest) / powers;
      slopes[row] = weight * (row - from === gold[list] ? p - 1 : p);
      curvatures[row] = weight * Math.max(p * (1 - p), 1e-6);
    }
  }
}

/** Numbers of a tree's features, drawn without order. */
function drawn(count: number, share: number, random: () => number): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j] as number, all[i] as number];
  }
  return all.slice(0, Math.max(1, Math.ceil(share * count))).sort((a, b) => a - b);
}

/**
 * Fits boosted trees to lists of rows by their likelihood under a softmax over each list (ListNet's top-one loss, Cao et al. 2007, with
 * the Newton steps of XGBoost). With development data, the trees up to their best likelihood are kept.
 *
 * @param names of the features, in the order of a row
 */
export function fitTrees(
  names: readonly string[],
  training: Lists,
  development: Lists | undefined,
  options: TreesOptions = {},
): BoostedTrees {
  const { trees: most = 300, leaves = 16, rate = 0.1, leafRows = 50, ridge = 5, patience = 30 } = options;
  const random = randomFractions(options.seed ?? 1);
  const data: BinnedRows = binRows(training.values, names.length);
  const scores = new Float64Array(data.rows);
  const [slopes, curvatures] = [new Float64Array(data.rows), new Float64Array(data.rows)];
  const heldScores = new Float64Array(development === undefined ? 0 : (development.starts.at(-1) ?? 0));
  const trees: RegressionTree[] = [];
  let best = { likelihood: Number.NEGATIVE_INFINITY, trees: 0 };
  while (trees.length < most) {
    derive(training, scores, slopes, curvatures);
    const allowed = drawn(names.length, options.features ?? 0.6, random);
    const tree = growTree(data, slopes, curvatures, scores, rate, { leaves, leafRows, ridge, allowed });
    trees.push(tree);
    const held = development && addTree(tree, names, development, heldScores);
    options.onTree?.(trees.length, meanLogLikelihood(training, scores), held);
    if (held === undefined) continue;
    if (held > best.likelihood) best = { likelihood: held, trees: trees.length };
    else if (trees.length - best.trees >= patience) break;
  }
  return { features: [...names], trees: development === undefined ? trees : trees.slice(0, best.trees) };
}

function addTree(tree: RegressionTree, names: readonly string[], lists: Lists, scores: Float64Array): number {
  const one: BoostedTrees = { features: names, trees: [tree] };
  const width = names.length;
  for (let row = 0; row < scores.length; row++)
    scores[row] =
      (scores[row] as number) + treesScore(one, lists.values.subarray(row * width, (row + 1) * width));
  return meanLogLikelihood(lists, scores);
}
