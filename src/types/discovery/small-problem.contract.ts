import { randomFractions } from "../../random.js";
import { type ProblemOptions, problemOf, type TypeMembers } from "./problem.js";
import { SampleGatherer, type Samples } from "./samples.js";

export interface SmallWorld {
  mentions: number;
  entities: number;
  types: number;
  /** Share of the entities that a type has. */
  density?: number;
  seed: number;
}

/** Mentions of up to six candidates each, and types that hold for entities by chance. */
export function smallWorld({ mentions, entities, types, density = 0.4, seed }: SmallWorld): {
  samples: Samples;
  types: TypeMembers[];
} {
  const next = randomFractions(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const gatherer = new SampleGatherer();
  for (let m = 0; m < mentions; m++) {
    const rows = [...new Set(Array.from({ length: 2 + below(5) }, () => below(entities)))];
    const candidates = rows
      .map((index) => ({ index, count: 1 + below(9) }))
      .sort((a, b) => b.count - a.count || a.index - b.index);
    gatherer.add(`text ${m}`, (candidates[below(candidates.length)] ?? { index: 0 }).index, candidates);
  }
  const samples = gatherer.samples();
  const members = () => Uint32Array.from([...samples.entities.keys()].filter(() => next() < density));
  return {
    samples,
    types: Array.from({ length: types }, () => ({ members: members(), auc: 0.45 + 0.55 * next() })),
  };
}

/** A problem of a {@link smallWorld}. */
export function smallProblem(world: SmallWorld, options: ProblemOptions = {}) {
  const { samples, types } = smallWorld(world);
  return problemOf(samples, types, options);
}
