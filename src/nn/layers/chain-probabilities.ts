import { type Chain, lengthOf } from "./chain.js";

/**
 * The probabilities of the labels of one text, by the forward-backward algorithm (Rabiner 1989,
 * https://doi.org/10.1109/5.18626) in logarithms, so that texts can be of any length.
 *
 * @example
 * ```ts
 * const { labels } = bestLabels(chain, scores);
 * const chances = new ChainProbabilities(chain, scores);
 * chances.ofStretch(3, [B_PERSON, I_PERSON], [I_PERSON]); // that tokens 3 and 4 are a person, and not 5 as well
 * ```
 */
export class ChainProbabilities {
  /** Number of tokens. */
  readonly length: number;
  /** The logarithm of the sum of exp(score) over all rows of labels. */
  readonly logPartition: number;
  readonly #chain: Chain;
  readonly #scores: Float32Array;
  /** The logarithm of the sum over all rows up to a token that end with a label, [tokens, labels]; with its own score. */
  readonly #upTo: Float64Array;
  /** The same over all rows that go on after a token with a label; without its own score. */
  readonly #after: Float64Array;

  /** @param scores [tokens, labels], without padding */
  constructor(chain: Chain, scores: Float32Array) {
    const count = chain.start.length;
    this.length = lengthOf(chain, scores);
    this.#chain = chain;
    this.#scores = scores;
    this.#upTo = forwards(chain, scores, this.length);
    this.#after = backwards(chain, scores, this.length);
    const last = this.#upTo.subarray(-count).map((sum, label) => sum + (chain.end[label] as number));
    this.logPartition = this.length === 0 ? 0 : logSumExp(last);
  }

  /** The probability that a token has a label. */
  ofLabel(token: number, label: number): number {
    return this.ofStretch(token, [label]);
  }

  /**
   * The probability that some tokens have exactly these labels.
   *
   * @param from the first token
   * @param labels of it and of the tokens after it, at least one
   * @param except labels of which the token after them has none: those that would make the stretch longer
   */
  ofStretch(from: number, labels: readonly number[], except: readonly number[] = []): number {
    const count = this.#chain.start.length;
    const { transitions } = this.#chain;
    const [first = 0] = labels;
    let sum = this.#upTo[from * count + first] as number;
    for (let i = 1; i < labels.length; i++) {
      const [before, label] = [labels[i - 1] as number, labels[i] as number];
      sum += transitions[before * count + label] as number;
      sum += this.#scores[(from + i) * count + label] as number;
    }
    const end = from + labels.length;
    const last = labels.at(-1) ?? first;
    const whole = Math.exp(sum + (this.#after[(end - 1) * count + last] as number) - this.logPartition);
    if (end >= this.length) return whole;
    const longer = except.map((label) => {
      const step =
        (transitions[last * count + label] as number) + (this.#scores[end * count + label] as number);
      return Math.exp(sum + step + (this.#after[end * count + label] as number) - this.logPartition);
    });
    // Rounding must not make it negative.
    return Math.max(
      0,
      longer.reduce((rest, chance) => rest - chance, whole),
    );
  }
}

function forwards({ start, transitions }: Chain, scores: Float32Array, length: number): Float64Array {
  const count = start.length;
  const sums = new Float64Array(length * count);
  const paths = new Float64Array(count);
  for (let t = 0; t < length; t++)
    for (let label = 0; label < count; label++) {
      for (let before = 0; t > 0 && before < count; before++)
        paths[before] =
          (sums[(t - 1) * count + before] as number) + (transitions[before * count + label] as number);
      const reached = t === 0 ? (start[label] as number) : logSumExp(paths);
      sums[t * count + label] = reached + (scores[t * count + label] as number);
    }
  return sums;
}

function backwards({ transitions, end }: Chain, scores: Float32Array, length: number): Float64Array {
  const count = end.length;
  const sums = new Float64Array(length * count);
  const paths = new Float64Array(count);
  for (let t = length - 1; t >= 0; t--)
    for (let label = 0; label < count; label++) {
      const next = (t + 1) * count;
      for (let after = 0; t < length - 1 && after < count; after++)
        paths[after] =
          (transitions[label * count + after] as number) +
          (scores[next + after] as number) +
          (sums[next + after] as number);
      sums[t * count + label] = t === length - 1 ? (end[label] as number) : logSumExp(paths);
    }
  return sums;
}

function logSumExp(values: Float64Array): number {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > greatest) greatest = value;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - greatest);
  return greatest + Math.log(sum);
}
