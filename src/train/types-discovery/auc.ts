/**
 * The area under the ROC curve: how probable it is that a right example has a higher score than a wrong one; a tie is half
 * (Hanley and McNeil 1982, https://doi.org/10.1148/radiology.143.1.7063747).
 *
 * @param scores of all examples
 * @param right which of them are right, each once
 * @returns from 0 to 1; NaN where all examples are right or none is
 */
export function areaUnderCurve(scores: Float32Array, right: Uint32Array): number {
  const sorted = Float32Array.from(right, (example) => scores[example] as number).sort();
  // Every score is counted, those of the right ones as well: among themselves they win half.
  let below = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    below += firstAbove(sorted, score, false) + firstAbove(sorted, score, true);
  }
  const all = scores.length * right.length - below / 2;
  const wrong = scores.length - right.length;
  return (all - right.length ** 2 / 2) / (right.length * wrong);
}

/** The first place of a score that is above a limit, or at least it. */
function firstAbove(sorted: Float32Array, limit: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const score = sorted[middle] as number;
    if (score > limit || (orEqual && score === limit)) high = middle;
    else low = middle + 1;
  }
  return low;
}
