import type { KnownClasses, TypeProbabilities } from "./type-judge.js";

/** Classes of an axis that a mention may have where a classifier is not sure which: the first. */
const FIRST = 3;
/** A classifier is sure whose first class is likelier than all others together. */
const SURE = 0.5;

/** How an entity's class on an axis stands among the classes that the context makes likely. */
interface Standing {
  /** Classes that are likelier; of two that are equally likely the one before. */
  rank: number;
  /** The probability of the likeliest class. */
  highest: number;
}

function standingOf(shares: ArrayLike<number>, place: number): Standing {
  const own = shares[place] as number;
  let [rank, highest] = [0, own];
  for (let i = 0; i < shares.length; i++) {
    const other = shares[i] as number;
    highest = Math.max(highest, other);
    if (other > own || (other === own && i < place)) rank++;
  }
  return { rank, highest };
}

/** Whether a rule holds on all axes on which the entity's class is known and the context says something. */
const holds = (
  probabilities: TypeProbabilities,
  classes: KnownClasses,
  rule: (standing: Standing) => boolean,
): boolean =>
  classes.every((place, i) => {
    const shares = probabilities[i];
    return place === undefined || shares === undefined || rule(standingOf(shares, place));
  });

/**
 * The constrained decoding of NER4EL (Tedeschi et al. 2021, https://aclanthology.org/2021.findings-emnlp.220): an entity is out whose
 * class is not the first where the classifier is sure, and whose class is not among the first three in any case.
 */
export const isDecodable = (probabilities: TypeProbabilities, classes: KnownClasses): boolean =>
  holds(probabilities, classes, ({ rank, highest }) => rank === 0 || (highest <= SURE && rank < FIRST));

/**
 * The filtering of candidates of NER4EL: where the classifier is sure, an entity is out whose class is not among the first three. (What
 * the paper's authors released computes it and does not use it.)
 */
export const isCandidate = (probabilities: TypeProbabilities, classes: KnownClasses): boolean =>
  holds(probabilities, classes, ({ rank, highest }) => highest <= SURE || rank < FIRST);

/** The entities that pass; all of them where none does: types alone leave no mention without candidates. */
export function passing<T>(all: readonly T[], passes: (one: T) => boolean): readonly T[] {
  const some = all.filter(passes);
  return some.length === 0 ? all : some;
}
