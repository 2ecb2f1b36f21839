import type { Samples } from "./samples.js";
import { distinct, type Separations, separationsOf, subset } from "./separations.js";
import { type Slots, slotsOf } from "./slots.js";

/** A type that a system may be made of. */
export interface TypeMembers {
  /** Positions in the `entities` of the samples, each once. */
  readonly members: Uint32Array;
  /** How well contexts tell members from others, as area under the ROC curve; NaN = not known. Absent = 1. */
  readonly auc?: number;
}

export interface ProblemOptions {
  /** What each type costs, as a share of all mentions; default 7e-5, DeepType's. */
  penalty?: number;
  /** Types that a system may have; default 400. */
  most?: number;
}

/**
 * Which system of types is best for some samples, as arrays that can go to another thread.
 *
 * A mention whose text most often means its entity is right without types. Any other is solved where, for each of its rivals, some
 * chosen type has the one and not the other. Each of its rivals has a slot, one behind the other, and a type is the set of the slots
 * that it tells apart. Left out are mentions that all types together do not solve, types that are not learnable (AUC of 0.5 or
 * less), and of types that tell the same slots apart all but the most learnable.
 */
export interface Problem extends Separations {
  /** Linked mentions. */
  readonly mentions: number;
  /** Those that are right without types. */
  readonly greedy: number;
  /** How many mentions a group of slots stands for. */
  readonly weights: Uint32Array;
  /** The group of each slot. */
  readonly groups: Uint32Array;
  /** Which of the given types each type is. */
  readonly types: Uint32Array;
  /** AUC of each type in {@link AUC_UNITS}: sums of whole numbers do not depend on their order. */
  readonly aucs: Uint32Array;
  readonly penalty: number;
  readonly most: number;
}

/** Units of an AUC of 1. */
export const AUC_UNITS = 1e6;
const CHANCE = 0.5;

/**
 * Makes a problem of samples and types.
 *
 * @example
 * ```ts
 * const problem = problemOf(samples, types, { penalty: 7e-5 });
 * const best = await search(problem, localEvaluator(problem), beam({ width: 8 }));
 * ```
 */
export function problemOf(
  samples: Samples,
  given: readonly TypeMembers[],
  { penalty = 7e-5, most = 400 }: ProblemOptions = {},
): Problem {
  const mentions = samples.weights.reduce((sum, weight) => sum + weight, 0);
  const rivals = (m: number) => (samples.starts[m + 1] as number) - (samples.starts[m] as number);
  const undecided = [...samples.weights.keys()].filter((m) => rivals(m) > 0);
  const greedy = mentions - undecided.reduce((sum, m) => sum + (samples.weights[m] as number), 0);
  const learnable = [...given.keys()].filter((type) => aucOf(given[type] as TypeMembers) > CHANCE);
  const memberships = learnable.map((type) => (given[type] as TypeMembers).members);

  const all = slotsOf(samples, undecided);
  const solvable = solvableGroups(all, separationsOf(all, memberships));
  const slots = slotsOf(
    samples,
    undecided.filter((_, group) => solvable[group] === 1),
  );
  const separations = separationsOf(slots, memberships);
  const kept = distinct(separations, (type) => aucOf(given[learnable[type] as number] as TypeMembers));
  const types = kept.map((type) => learnable[type] as number);
  return {
    ...subset(separations, kept),
    mentions,
    greedy,
    weights: slots.weights,
    groups: slots.groups,
    types: Uint32Array.from(types),
    aucs: Uint32Array.from(types, (type) => Math.round(aucOf(given[type] as TypeMembers) * AUC_UNITS)),
    penalty,
    most,
  };
}

const aucOf = ({ auc = 1 }: TypeMembers): number => auc;

/** 1 for each group whose slots all types together tell apart. */
function solvableGroups({ groups, weights }: Slots, separations: Separations): Uint8Array {
  const apart = new Uint32Array((groups.length + 31) >>> 5);
  for (let k = 0; k < separations.words.length; k++) {
    const word = separations.words[k] as number;
    apart[word] = (apart[word] as number) | (separations.bits[k] as number);
  }
  const solvable = new Uint8Array(weights.length).fill(1);
  groups.forEach((group, slot) => {
    if ((((apart[slot >>> 5] as number) >>> (slot & 31)) & 1) === 0) solvable[group] = 0;
  });
  return solvable;
}
