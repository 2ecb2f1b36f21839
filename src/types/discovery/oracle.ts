import { ChosenTypes } from "./chosen-types.js";
import { oracleAccuracy } from "./objective.js";
import type { Problem } from "./problem.js";

/** What a system of perfect types reaches. */
export interface OraclePoint {
  readonly types: number;
  /** Share of the mentions, from 0 to 1. */
  readonly accuracy: number;
  /** The types, in the order in which they were added. */
  readonly system: readonly number[];
}

/**
 * How well a linker would do with types that are known without error, by the number of types: each step adds the type that solves
 * most mentions, and among those that solve equally many the one that brings most mentions nearer to being solved. AUCs and penalty
 * do not count.
 *
 * @param sizes numbers of types, ascending; where fewer types solve all that can be solved, the others have as many
 */
export function oraclePareto(problem: Problem, sizes: readonly number[]): OraclePoint[] {
  const chosen = new ChosenTypes(problem);
  const system: number[] = [];
  return sizes.map((size) => {
    while (system.length < size) {
      const type = bestAddition(chosen, problem.types.length);
      if (type === undefined) break;
      chosen.flip(type);
      system.push(type);
    }
    return {
      types: system.length,
      accuracy: oracleAccuracy(problem, chosen.solved),
      system: [...system],
    };
  });
}

/** @returns undefined where no type tells anything more apart */
function bestAddition(chosen: ChosenTypes, types: number): number | undefined {
  let [best, most] = [-1, { solved: 0, nearer: 0 }];
  for (let type = 0; type < types; type++) {
    if (chosen.has(type)) continue;
    const gain = chosen.gainOf(type);
    if (gain.solved < most.solved || (gain.solved === most.solved && gain.nearer <= most.nearer)) continue;
    [best, most] = [type, gain];
  }
  return best < 0 ? undefined : best;
}
