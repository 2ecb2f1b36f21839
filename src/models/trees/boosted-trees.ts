/**
 * One regression tree, its nodes in arrays: node 0 is the root. A row goes to `left` where its feature is at most the threshold or is
 * missing (NaN), else to `right`.
 */
export interface RegressionTree {
  /** Of each node: the feature it asks for; -1 = a leaf. */
  features: ArrayLike<number>;
  thresholds: ArrayLike<number>;
  left: ArrayLike<number>;
  right: ArrayLike<number>;
  /** What the tree would answer if it ended here; at a leaf it does. */
  values: ArrayLike<number>;
}

/** Boosted trees: a score that is the sum of what the trees answer (Friedman 2001). */
export interface BoostedTrees {
  /** Names of the features, in the order of a row. */
  features: readonly string[];
  trees: readonly RegressionTree[];
}

function leafOf(tree: RegressionTree, row: ArrayLike<number>, onStep?: (from: number, to: number) => void) {
  let node = 0;
  for (;;) {
    const feature = tree.features[node] as number;
    if (feature < 0) return node;
    const right = (row[feature] as number) > (tree.thresholds[node] as number);
    const next = (right ? tree.right[node] : tree.left[node]) as number;
    onStep?.(node, next);
    node = next;
  }
}

/** The score of a row. @param row one number a feature; NaN = not measured */
export function treesScore({ trees }: BoostedTrees, row: ArrayLike<number>): number {
  let score = 0;
  for (const tree of trees) score += tree.values[leafOf(tree, row)] as number;
  return score;
}

/**
 * What each feature adds to the score of a row: at every node that the row passes, the feature asked for gets what the answer changes
 * (Saabas 2014). The parts and the constant sum to the score exactly.
 *
 * @returns one number a feature, and last the constant, which is the same for all rows
 */
export function treesAttribution({ features, trees }: BoostedTrees, row: ArrayLike<number>): Float64Array {
  const parts = new Float64Array(features.length + 1);
  for (const tree of trees) {
    parts[features.length] = (parts[features.length] as number) + (tree.values[0] as number);
    leafOf(tree, row, (from, to) => {
      const feature = tree.features[from] as number;
      parts[feature] =
        (parts[feature] as number) + (tree.values[to] as number) - (tree.values[from] as number);
    });
  }
  return parts;
}
