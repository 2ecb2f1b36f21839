/** The scores of the candidates of a mention, and which of them is right. */
export interface ScoredCandidates {
  scores: Float32Array;
  gold: number;
}

/** The least and the greatest scale that is tried, as powers of e. */
const RANGE = [-4, 4] as const;
/** Narrows the range by a third each, which leaves less than a thousandth of it. */
const ROUNDS = 18;

/**
 * What scores are to be multiplied by to be log-odds: the scale under which the right answers are the likeliest. It is one over the
 * temperature of Guo et al. 2017, "On Calibration of Modern Neural Networks", https://arxiv.org/abs/1706.04599.
 *
 * @returns from e⁻⁴ to e⁴; 1 where there is nothing to learn it from
 */
export function fitScale(lists: readonly ScoredCandidates[]): number {
  if (lists.length === 0) return 1;
  // The loss is convex in the scale, so it has one valley in its logarithm too.
  let [low, high]: [number, number] = [...RANGE];
  for (let round = 0; round < ROUNDS; round++) {
    const third = (high - low) / 3;
    const [left, right] = [low + third, high - third];
    if (lossOf(lists, Math.exp(left)) <= lossOf(lists, Math.exp(right))) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

/** Minus the sum of the logarithms of the probabilities of what is right. */
export function lossOf(lists: readonly ScoredCandidates[], scale: number): number {
  let loss = 0;
  for (const { scores, gold } of lists) {
    const own = scores[gold] as number;
    const highest = Math.max(...scores);
    let sum = 0;
    for (const score of scores) sum += Math.exp(scale * (score - highest));
    loss += Math.log(sum) + scale * (highest - own);
  }
  return loss;
}
