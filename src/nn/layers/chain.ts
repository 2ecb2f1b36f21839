import { NamesakeError } from "../../errors.js";

/**
 * Linear chains of labels (Lafferty et al. 2001): a text gives each of its tokens a score for each label, and the chain
 * adds scores for the first label, for each pair of neighbours and for the last. The probability of a row of labels is
 * exp(its score) divided by the sum over all rows. This file finds the best row, of numbers
 * that a model made; chain-probabilities.ts says how sure it is, and crf.ts trains the chain.
 */
export interface Chain {
  /** Score of each label where a text begins. */
  readonly start: Float32Array;
  /** Score of each label after each other, [labels, labels]: a row for the one before. */
  readonly transitions: Float32Array;
  /** Score of each label where a text ends. */
  readonly end: Float32Array;
}

/** Which rows of labels there can be. */
export interface ChainRules {
  /** Whether a text may begin with a label. */
  start(label: number): boolean;
  /** Whether a label may follow another. */
  follows(label: number, before: number): boolean;
}

/** The score of what the rules forbid: so low that its probability is 0, and finite. */
export const FORBIDDEN = -1e4;

/**
 * The rules of labels in BIO form: "I-person" goes on with what "B-person" or "I-person" began.
 *
 * @param labels the names of labels, in their order
 */
export function bioRules(labels: readonly string[]): ChainRules {
  const inside = labels.map((label) => (label.startsWith("I-") ? label.slice(2) : undefined));
  const typeOf = labels.map((label) => (/^[BI]-/.test(label) ? label.slice(2) : undefined));
  return {
    start: (label) => inside[label] === undefined,
    follows: (label, before) => inside[label] === undefined || inside[label] === typeOf[before],
  };
}

/** The scores that the rules add, as {@link Chain} has them. */
export function scoresOfRules(rules: ChainRules, labels: number): Chain {
  const score = (allowed: boolean): number => (allowed ? 0 : FORBIDDEN);
  return {
    start: Float32Array.from({ length: labels }, (_, label) => score(rules.start(label))),
    transitions: Float32Array.from({ length: labels * labels }, (_, i) =>
      score(rules.follows(i % labels, Math.floor(i / labels))),
    ),
    end: new Float32Array(labels),
  };
}

/**
 * How many tokens the scores are of.
 *
 * @throws {NamesakeError} FEED_INVALID where there are not as many for each token as there are labels
 */
export function lengthOf({ start }: Chain, scores: Float32Array): number {
  const length = scores.length / start.length;
  if (!Number.isInteger(length))
    throw new NamesakeError("FEED_INVALID", {
      model: "chain",
      input: "scores",
      expected: `${start.length} numbers for each token`,
      found: `${scores.length} numbers in all`,
    });
  return length;
}

/**
 * The labels of the highest score together (Viterbi 1967); of equal ones, the first.
 *
 * @param scores of one text, [tokens, labels], without padding
 * @returns a label for each token, and their score
 */
export function bestLabels(chain: Chain, scores: Float32Array): { labels: Int32Array; score: number } {
  const length = lengthOf(chain, scores);
  const count = chain.start.length;
  const labels = new Int32Array(length);
  if (length === 0) return { labels, score: 0 };
  const { transitions } = chain;
  /** Which label before each leads to the best row that ends with it. */
  const back = new Int32Array(length * count);
  let best = Float64Array.from(chain.start, (score, label) => score + (scores[label] as number));
  let next = new Float64Array(count);
  for (let t = 1; t < length; t++) {
    for (let label = 0; label < count; label++) {
      let from = 0;
      let greatest = Number.NEGATIVE_INFINITY;
      for (let before = 0; before < count; before++) {
        const score = (best[before] as number) + (transitions[before * count + label] as number);
        if (score > greatest) {
          from = before;
          greatest = score;
        }
      }
      back[t * count + label] = from;
      next[label] = greatest + (scores[t * count + label] as number);
    }
    [best, next] = [next, best];
  }
  const ends = best.map((score, label) => score + (chain.end[label] as number));
  const score = Math.max(...ends);
  let label = ends.indexOf(score);
  for (let t = length - 1; t >= 0; t--) {
    labels[t] = label;
    label = back[t * count + label] as number;
  }
  return { labels, score };
}
