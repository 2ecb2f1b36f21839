import { softmax } from "../link/decide.js";
import { FEATURES, type FeatureName, type Features } from "../link/features.js";
import { UNFITTED_TYPE_WEIGHTS } from "../link/types/type-evidence.js";
import type { Weights } from "../link/weights.js";
import { addSlopes, type LabelledTypes, TypeParameters, termOf, typeTerms } from "./fit-types.js";

/** A mention whose answer is known. */
export interface LabelledMention {
  /** Features of each candidate. */
  candidates: readonly Partial<Features>[];
  /** Position of the right one; -1 = NIL: none of them. */
  gold: number;
  /** Absent: there are no types. */
  types?: LabelledTypes;
}

/** Pull towards the starting weights: with some hundred mentions of training data it decides little, with few it keeps sense. */
export const RIDGE = 0.1;

/** How much less the weights of types are pulled: a deviation of 1 in their log-odds changes a score by a tenth of what others do. */
const TYPE_PULL = 0.01;

export interface FitOptions {
  /** Strength of the pull towards `start`, as a share of one mention's evidence for a deviation of 1. Default {@link RIDGE}. */
  ridge?: number;
  /** Steps of Adam (Kingma & Ba 2015). Default 600. */
  steps?: number;
  /** Features that keep their weight of `start`. */
  frozen?: readonly FeatureName[];
}

const NAMES = Object.keys(FEATURES) as FeatureName[];
/** Parameters that scores are linear in: those of the features, and that of NIL. */
const LINEAR = NAMES.length + 1;

/**
 * Fits the weights by maximum likelihood: a softmax over the candidates of each mention and NIL (a conditional logit model,
 * McFadden 1974), pulled towards `start`. The likelihood is concave, so the result does not depend on chance. Where there are types, how
 * much they count is fitted with the rest; of that it is not concave, but all that counts is fixed, the start among it.
 */
export function fitWeights(
  mentions: readonly LabelledMention[],
  start: Weights,
  options: FitOptions = {},
): Weights {
  const { ridge = RIDGE, steps = 600, frozen = [] } = options;
  const typed = mentions.find(({ types }) => types !== undefined)?.types;
  const types = typed && new TypeParameters(typed.axes, start.types);
  const origin = [...NAMES.map((name) => start.features[name]), start.nil, ...(types?.start ?? [])];
  const weights = [...origin];
  const rows = mentions.map(({ candidates, gold, types }) => ({
    rows: [
      ...candidates.map((features) => Float64Array.from([...NAMES.map((name) => features[name] ?? 0), 0])),
      Float64Array.from([...NAMES.map(() => 0), 1]),
    ],
    gold: gold < 0 ? candidates.length : gold,
    factors: types && [...types.candidates, types.nil],
  }));
  const first = weights.map(() => 0);
  const second = weights.map(() => 0);
  for (let step = 1; step <= steps; step++) {
    const gradient = weights.map((weight, k) => {
      const pull = k < LINEAR ? ridge : TYPE_PULL * ridge;
      return pull * (weight - (origin[k] ?? 0));
    });
    const shares = types?.shares(weights.slice(LINEAR)) ?? [];
    for (const mention of rows) {
      const { factors } = mention;
      const probabilities = softmax(
        mention.rows.map((row, i) => {
          const score = dot(row, weights);
          return factors === undefined ? score : score + termOf(factors[i] as Float64Array, shares);
        }),
        1,
      );
      mention.rows.forEach((row, i) => {
        const error = ((probabilities[i] ?? 0) - (i === mention.gold ? 1 : 0)) / rows.length;
        for (let k = 0; k < LINEAR; k++) gradient[k] = (gradient[k] as number) + error * (row[k] as number);
        if (factors !== undefined) addSlopes(factors[i] as Float64Array, shares, error, gradient, LINEAR);
      });
    }
    for (let k = 0; k < weights.length; k++) {
      if (frozen.includes(NAMES[k] as FeatureName)) continue;
      const slope = gradient[k] ?? 0;
      first[k] = 0.9 * (first[k] ?? 0) + 0.1 * slope;
      second[k] = 0.999 * (second[k] ?? 0) + 0.001 * slope * slope;
      const mean = (first[k] ?? 0) / (1 - 0.9 ** step);
      const spread = Math.sqrt((second[k] ?? 0) / (1 - 0.999 ** step)) + 1e-8;
      weights[k] = (weights[k] ?? 0) - (0.1 * mean) / spread;
    }
  }
  const round = (value: number | undefined) => Math.round(1000 * (value ?? 0)) / 1000;
  return {
    features: Object.fromEntries(NAMES.map((name, k) => [name, round(weights[k])])) as Record<
      FeatureName,
      number
    >,
    nil: round(weights[NAMES.length]),
    temperature: 1,
    ...(types && { types: types.weights(weights.slice(LINEAR)) }),
  };
}

/** The weights with the temperature under which the known answers are the likeliest, to two digits. */
export function fitTemperature(mentions: readonly LabelledMention[], weights: Weights): Weights {
  let best = weights;
  let likeliest = Number.NEGATIVE_INFINITY;
  for (let hundredths = 50; hundredths <= 200; hundredths++) {
    const tried = { ...weights, temperature: hundredths / 100 };
    const { logLikelihood } = evaluateWeights(mentions, tried);
    if (logLikelihood > likeliest) [best, likeliest] = [tried, logLikelihood];
  }
  return best;
}

/** How well weights fit: share of right decisions, mean log-likelihood, and expected calibration error over ten bins. */
export function evaluateWeights(mentions: readonly LabelledMention[], weights: Weights) {
  const vector = [...NAMES.map((name) => weights.features[name])];
  let right = 0;
  let likelihood = 0;
  const bins = Array.from({ length: 10 }, () => ({ count: 0, right: 0, confidence: 0 }));
  for (const { candidates, gold, types } of mentions) {
    const terms = types && typeTerms(types, weights.types ?? UNFITTED_TYPE_WEIGHTS);
    const scores = [
      ...candidates.map((features) =>
        dot(
          NAMES.map((name) => features[name] ?? 0),
          vector,
        ),
      ),
      weights.nil,
    ];
    const probabilities = softmax(
      scores.map((score, i) => (score + (terms?.[i] ?? 0)) / weights.temperature),
      1,
    );
    const wanted = gold < 0 ? candidates.length : gold;
    const best = probabilities.indexOf(Math.max(...probabilities));
    const bin = bins[Math.min(9, Math.floor(10 * (probabilities[best] ?? 0)))];
    if (best === wanted) right++;
    likelihood += Math.log(Math.max(1e-12, probabilities[wanted] ?? 0));
    if (bin !== undefined) {
      bin.count++;
      bin.confidence += probabilities[best] ?? 0;
      if (best === wanted) bin.right++;
    }
  }
  const total = Math.max(1, mentions.length);
  return {
    accuracy: right / total,
    logLikelihood: likelihood / total,
    calibrationError: bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence) / total, 0),
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}
