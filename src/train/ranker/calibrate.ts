import { softmax } from "../../link/decide.js";

/** What was decided of a mention whose answer is known. */
export interface Decision {
  /** Scores of the candidates and last of NIL. */
  scores: readonly number[];
  /** Position of the right one; undefined = it is not among them, and whatever is decided is wrong. */
  gold: number | undefined;
}

const placeOfBest = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores));

/**
 * The temperature, to two digits, under which confidences are the likeliest to be the share of right decisions: the least log-loss of
 * "right" under the probability of what was decided (temperature scaling, Guo et al. 2017, on the decisions alone).
 */
export function fitTemperatureOfDecisions(decisions: readonly Decision[]): number {
  let best = { temperature: 1, loss: Number.POSITIVE_INFINITY };
  for (let hundredths = 50; hundredths <= 300; hundredths++) {
    const temperature = hundredths / 100;
    let loss = 0;
    for (const { scores, gold } of decisions) {
      const place = placeOfBest(scores);
      const p = Math.min(1 - 1e-9, softmax(scores, temperature)[place] as number);
      loss -= Math.log(place === gold ? p : 1 - p);
    }
    if (loss < best.loss) best = { temperature, loss };
  }
  return best.temperature;
}

/** Precisions for which thresholds are told. */
const PRECISIONS = Array.from({ length: 50 }, (_, i) => (50 + i) / 100);
/** Decisions that a threshold must leave: fewer say nothing of a precision. */
const LEAST = 20;

/**
 * The least confidence from which on entities that are answered are right as often as is wanted.
 *
 * @returns pairs of precision and confidence, both ascending; precisions that no threshold reaches are left out
 */
export function thresholdsOf(
  decisions: readonly Decision[],
  temperature: number,
): [precision: number, confidence: number][] {
  const answered = decisions
    .map(({ scores, gold }) => {
      const place = placeOfBest(scores);
      const isEntity = place < scores.length - 1;
      return { isEntity, confidence: softmax(scores, temperature)[place] as number, right: place === gold };
    })
    .filter(({ isEntity }) => isEntity)
    .sort((a, b) => b.confidence - a.confidence);
  // From the surest down: what is answered at the confidence of each, and how much of it is right.
  let right = 0;
  const precisions = answered.map(({ right: one }, i) => {
    if (one) right++;
    return right / (i + 1);
  });
  const thresholds = PRECISIONS.flatMap((wanted): [number, number][] => {
    for (let last = answered.length - 1; last >= LEAST - 1; last--) {
      // A threshold answers all that are as sure as its last.
      if (answered[last + 1]?.confidence === answered[last]?.confidence) continue;
      if ((precisions[last] as number) >= wanted) return [[wanted, answered[last]?.confidence as number]];
    }
    return [];
  });
  // Of precisions that one threshold reaches, the highest says all.
  return thresholds.filter(([, confidence], i) => thresholds[i + 1]?.[1] !== confidence);
}
