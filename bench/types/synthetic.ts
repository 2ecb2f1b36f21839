import { randomFractions } from "../../dist/random.js";
import type { TypeMembers } from "../../dist/types/discovery/problem.js";
import { SampleGatherer, type Samples } from "../../dist/types/discovery/samples.js";

export interface SyntheticOptions {
  mentions: number;
  types: number;
  seed?: number;
}

/** Entities that mentions are about. */
const ENTITIES = 60_000;
/** Types of an entity, on average. */
const TYPES_OF_ENTITY = 6;

/**
 * Samples as those of anchors are: texts that mean two to twelve entities, the first most often, and types whose sizes fall as
 * one over their rank. All mentions are different.
 */
export function synthetic({ mentions, types, seed = 1 }: SyntheticOptions): {
  samples: Samples;
  types: TypeMembers[];
} {
  const next = randomFractions(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const gatherer = new SampleGatherer();
  for (let m = 0; m < mentions; m++) {
    const indexes = [...new Set(Array.from({ length: 2 + below(11) }, () => below(ENTITIES)))];
    const candidates = indexes.map((index, rank) => ({ index, count: Math.ceil(1000 / (rank + 1)) }));
    const all = candidates.reduce((sum, { count }) => sum + count, 0);
    let left = next() * all;
    const gold = candidates.find(({ count }) => {
      left -= count;
      return left < 0;
    });
    gatherer.add(`text ${m}`, gold?.index ?? 0, candidates);
  }
  const samples = gatherer.samples();
  const harmonic = Math.log(types) + 0.58;
  const memberships = Array.from({ length: types }, (_, rank) => {
    const share = Math.min(0.5, TYPES_OF_ENTITY / harmonic / (rank + 1));
    const members = [...samples.entities.keys()].filter(() => next() < share);
    return { members: Uint32Array.from(members), auc: 0.6 + 0.39 * next() };
  });
  return { samples, types: memberships };
}
