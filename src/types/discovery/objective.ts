import { AUC_UNITS, type Problem } from "./problem.js";

/** What a system of types is worth, from what it solves and how learnable its types are. */
export interface Worth {
  /** Mentions that are solved by types alone. */
  readonly solved: number;
  /** AUCs of its types added up, in {@link AUC_UNITS}. */
  readonly aucSum: number;
  /** How many types it has. */
  readonly types: number;
}

/**
 * The objective of Raiman and Raiman 2018 (https://arxiv.org/abs/1802.01021): what a linker would get right that took the most
 * frequent of the entities of the right types, where types are learned as well as they can be, less a penalty for each type:
 *
 * J(A) = (G + I(A) · mean AUC(A)) / N - λ |A|
 *
 * where G of N mentions are right without types and I(A) more are with them. The empty system is worth G / N. One of more types than
 * the problem allows is worth minus infinity.
 */
export function objective(problem: Problem, { solved, aucSum, types }: Worth): number {
  if (types > problem.most) return Number.NEGATIVE_INFINITY;
  const learned = types === 0 ? 0 : (solved * aucSum) / (types * AUC_UNITS);
  return (problem.greedy + learned) / Math.max(1, problem.mentions) - problem.penalty * types;
}

/**
 * Mentions right with types that are known without error: an upper bound of what the system can reach.
 *
 * @returns from 0 to 1
 */
export const oracleAccuracy = ({ greedy, mentions }: Problem, solved: number): number =>
  (greedy + solved) / Math.max(1, mentions);

/**
 * Evaluates systems one by one. What they have in common costs nothing twice but memory: 4 bytes for 32 slots.
 *
 * @example
 * ```ts
 * const valueOfSystem = systemEvaluator(problem);
 * valueOfSystem([]); // G / N
 * valueOfSystem([3, 14]);
 * ```
 */
export function systemEvaluator(problem: Problem): (system: Iterable<number>) => number {
  const { typeStarts, words, bits, groups, weights, aucs } = problem;
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const apart = new Uint32Array((groups.length + 31) >>> 5);
  return (system) => {
    // Bits after the last slot belong to nobody.
    apart.fill(0);
    if ((groups.length & 31) !== 0) apart[apart.length - 1] = -1 << (groups.length & 31);
    let [aucSum, types] = [0, 0];
    for (const type of system) {
      aucSum += aucs[type] as number;
      types++;
      for (let k = typeStarts[type] as number; k < (typeStarts[type + 1] as number); k++) {
        const word = words[k] as number;
        apart[word] = (apart[word] as number) | (bits[k] as number);
      }
    }
    let lost = 0;
    let last = -1;
    for (let word = 0; word < apart.length; word++)
      for (let gaps = ~(apart[word] as number); gaps !== 0; gaps &= gaps - 1) {
        const group = groups[word * 32 + 31 - Math.clz32(gaps & -gaps)] as number;
        if (group === last) continue;
        // The slots of a group stand together.
        last = group;
        lost += weights[group] as number;
      }
    return objective(problem, { solved: all - lost, aucSum, types });
  };
}
