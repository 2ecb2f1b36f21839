import type { RegressionTree } from "../../models/trees/boosted-trees.js";
import { type BinnedRows, MAX_BINS } from "./binned-rows.js";

export interface GrowOptions {
  /** Leaves of a tree at most. */
  leaves: number;
  /** Rows that a leaf has at least. */
  leafRows: number;
  /** Second derivatives that are added to those of a leaf: the pull of its answer towards 0. */
  ridge: number;
  /** Features that may be asked for; absent = all. */
  allowed?: readonly number[];
}

/** What only missing numbers do not exceed. */
const LOWEST = -3.4028234663852886e38;

/** Slopes and curvatures of the loss, summed over rows, a bin each. */
interface Histogram {
  slopes: Float64Array;
  curvatures: Float64Array;
  counts: Uint32Array;
}

interface Split {
  feature: number;
  /** Rows of bins up to it go to the left. */
  bin: number;
  gain: number;
}

interface Leaf {
  node: number;
  /** Its part of the shared order of rows. */
  from: number;
  to: number;
  histogram: Histogram;
  split: Split | undefined;
}

/** Nodes of a tree as it grows. */
class Nodes {
  readonly features: number[] = [];
  readonly thresholds: number[] = [];
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly values: number[] = [];

  add(value: number): number {
    this.features.push(-1);
    this.thresholds.push(0);
    this.left.push(0);
    this.right.push(0);
    return this.values.push(value) - 1;
  }
}

/** Sums over the rows of a leaf: those of all bins of any feature. */
function totals(
  { slopes, curvatures, counts }: Histogram,
  feature: number,
): [slope: number, curvature: number, count: number] {
  let [slope, curvature, count] = [0, 0, 0];
  for (let at = feature * MAX_BINS; at < (feature + 1) * MAX_BINS; at++) {
    slope += slopes[at] as number;
    curvature += curvatures[at] as number;
    count += counts[at] as number;
  }
  return [slope, curvature, count];
}

/**
 * Grows a regression tree that follows the second-order approximation of a loss, best leaf first (XGBoost, Chen & Guestrin 2016,
 * eq. 5 to 7).
 *
 * @param slopes first derivative of the loss by the score, a row each
 * @param curvatures second derivative likewise, at least 0
 * @param rate what answers are multiplied by
 * @param scores what the tree answers is added to them
 */
export function growTree(
  data: BinnedRows,
  slopes: Float64Array,
  curvatures: Float64Array,
  scores: Float64Array,
  rate: number,
  { leaves, leafRows, ridge, allowed = data.columns.map((_, i) => i) }: GrowOptions,
): RegressionTree {
  const order = Uint32Array.from({ length: data.rows }, (_, row) => row);
  const spare = new Uint32Array(data.rows);
  const nodes = new Nodes();
  const answer = (slope: number, curvature: number) => (-rate * slope) / (curvature + ridge);

  const histogramOf = (from: number, to: number): Histogram => {
    const size = data.columns.length * MAX_BINS;
    const histogram = {
      slopes: new Float64Array(size),
      curvatures: new Float64Array(size),
      counts: new Uint32Array(size),
    };
    for (const feature of allowed) {
      const column = data.columns[feature] as Uint8Array;
      const offset = feature * MAX_BINS;
      for (let i = from; i < to; i++) {
        const row = order[i] as number;
        const at = offset + (column[row] as number);
        histogram.slopes[at] = (histogram.slopes[at] as number) + (slopes[row] as number);
        histogram.curvatures[at] = (histogram.curvatures[at] as number) + (curvatures[row] as number);
        histogram.counts[at] = (histogram.counts[at] as number) + 1;
      }
    }
    return histogram;
  };

  const bestSplit = (histogram: Histogram): Split | undefined => {
    const [slope, curvature, count] = totals(histogram, allowed[0] as number);
    const worth = (g: number, h: number) => (g * g) / (h + ridge);
    let best: Split | undefined;
    for (const feature of allowed) {
      const offset = feature * MAX_BINS;
      const last = (data.uppers[feature] as Float32Array).length;
      let [g, h, n] = [0, 0, 0];
      for (let bin = 0; bin <= last; bin++) {
        g += histogram.slopes[offset + bin] as number;
        h += histogram.curvatures[offset + bin] as number;
        n += histogram.counts[offset + bin] as number;
        if (n < leafRows || count - n < leafRows) continue;
        const gain = worth(g, h) + worth(slope - g, curvature - h) - worth(slope, curvature);
        if (gain > (best?.gain ?? 1e-9)) best = { feature, bin, gain };
      }
    }
    return best;
  };

  /** Puts the rows of a leaf that go to the left before the others, each side in its order. */
  const partition = ({ from, to }: Leaf, { feature, bin }: Split): number => {
    const column = data.columns[feature] as Uint8Array;
    let left = from;
    let others = 0;
    for (let i = from; i < to; i++) {
      const row = order[i] as number;
      if ((column[row] as number) <= bin) order[left++] = row;
      else spare[others++] = row;
    }
    order.set(spare.subarray(0, others), left);
    return left;
  };

  const openLeaf = (from: number, to: number, histogram: Histogram): Leaf => {
    const [slope, curvature] = totals(histogram, allowed[0] as number);
    const node = nodes.add(answer(slope, curvature));
    return { node, from, to, histogram, split: bestSplit(histogram) };
  };

  const open = [openLeaf(0, data.rows, histogramOf(0, data.rows))];
  while (open.length < leaves) {
    const best = open.reduce((a, b) => ((b.split?.gain ?? 0) > (a.split?.gain ?? 0) ? b : a));
    const { split } = best;
    if (split === undefined) break;
    open.splice(open.indexOf(best), 1);
    const middle = partition(best, split);
    // The larger side is what the smaller one leaves.
    const leftIsSmall = middle - best.from <= best.to - middle;
    const small = leftIsSmall ? histogramOf(best.from, middle) : histogramOf(middle, best.to);
    const large = best.histogram;
    for (let i = 0; i < large.slopes.length; i++) {
      large.slopes[i] = (large.slopes[i] as number) - (small.slopes[i] as number);
      large.curvatures[i] = (large.curvatures[i] as number) - (small.curvatures[i] as number);
      large.counts[i] = (large.counts[i] as number) - (small.counts[i] as number);
    }
    const left = openLeaf(best.from, middle, leftIsSmall ? small : large);
    const right = openLeaf(middle, best.to, leftIsSmall ? large : small);
    nodes.features[best.node] = split.feature;
    nodes.thresholds[best.node] = data.uppers[split.feature]?.[split.bin - 1] ?? LOWEST;
    nodes.left[best.node] = left.node;
    nodes.right[best.node] = right.node;
    open.push(left, right);
  }
  for (const { node, from, to } of open) {
    const value = nodes.values[node] as number;
    for (let i = from; i < to; i++) {
      const row = order[i] as number;
      scores[row] = (scores[row] as number) + value;
    }
  }
  return {
    features: Int16Array.from(nodes.features),
    thresholds: Float64Array.from(nodes.thresholds),
    left: Int16Array.from(nodes.left),
    right: Int16Array.from(nodes.right),
    values: Float64Array.from(nodes.values),
  };
}
