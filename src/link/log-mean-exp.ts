/**
 * The logarithm of the mean of odds. Log-odds above it say that a candidate is likelier than one of all that were compared, whichever;
 * that is 0, which those that were not compared have.
 *
 * @param scores log-odds between the candidates of a mention, at least one
 */
export function logMeanExp(scores: ArrayLike<number>): number {
  const all = Array.from(scores);
  const highest = Math.max(...all);
  const sum = all.reduce((total, score) => total + Math.exp(score - highest), 0);
  return highest + Math.log(sum / all.length);
}
