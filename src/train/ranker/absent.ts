import { logMeanExp } from "../../link/log-mean-exp.js";
import type { LabelledMention } from "../fit-weights.js";

/** Least share that is left to the others, in ln: a name that nearly always means one thing says little of what else it may mean. */
const LEAST_LEFT = -5;

/**
 * What would be measured of a mention if the KB lacked the entity that is meant, so that NIL is right. What compares candidates is
 * measured anew: their shares of the name, and what a bi-encoder says of each against the others.
 */
export function withoutItsEntity({ candidates, gold, ...rest }: LabelledMention): LabelledMention {
  const meant = candidates[gold];
  if (meant === undefined) return { ...rest, candidates, gold: -1 };
  const others = candidates.filter((_, place) => place !== gold);
  const fits = others.flatMap(({ fit }) => fit ?? []);
  const average = fits.length === 0 ? 0 : logMeanExp(fits);
  const left = Math.max(LEAST_LEFT, Math.log1p(-Math.min(1 - 1e-9, Math.exp(meant.prior ?? LEAST_LEFT))));
  return {
    ...rest,
    candidates: others.map(({ prior, fit, ...features }) => ({
      ...features,
      ...(prior !== undefined && { prior: Math.min(0, prior - left) }),
      ...(fit !== undefined && { fit: fit - average }),
    })),
    gold: -1,
  };
}
