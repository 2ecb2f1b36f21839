import type { FoundMention } from "../mentions/mention-finder.js";
import { casingOf } from "../text/casing.js";
import { normaliseAlias } from "../text/normalise.js";
import { nameFeatures, type Writing } from "./features.js";
import type { Weights } from "./weights.js";

/** Whether all letters of a text are small, as in a search box: that a name lacks its capital then means nothing. */
export const hasNoCapitals = (text: string): boolean => !/\p{Lu}/u.test(text);

/** How a mention is written in its text. */
export function writingOf(text: string, found: FoundMention, noCapitals: boolean): Writing {
  const surface = text.slice(found.start, found.end);
  return {
    key: found.keys[0] ?? normaliseAlias(surface),
    casing: casingOf(surface),
    noCapitals,
    freeCasing: !/\p{L}/u.test(text.slice(found.sentence.start, found.start)),
  };
}

/**
 * By what candidates are ranked before anything is known of them but their names.
 *
 * @returns a score in log-odds, of ln of a candidate's share and of the casings in which its name is known
 */
export function cheapScore(
  { features }: Weights,
  writing: Writing,
): (candidate: { score: number; casing: number; plural: boolean }) => number {
  return (candidate) => {
    const name = nameFeatures(candidate, writing);
    return (
      features.prior * candidate.score +
      features.missingCapital * name.missingCapital +
      features.needlessCapital * name.needlessCapital +
      features.plural * name.plural
    );
  };
}
