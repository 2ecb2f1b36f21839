import type { System } from "../evaluator.js";
import { chance, FIRST_TYPES, type Generation, highest, meanOf, type SearchMethod } from "./search-method.js";

export interface GeneticOptions {
  /** Systems of a generation, default 1000. */
  population?: number;
  /** Of how many the best is a parent, default 3. */
  tournament?: number;
  /** Probability that two neighbours exchange what they have between two points, default 0.8 (DeepType: 0.2). */
  crossover?: number;
  /** Probability that a system is changed, default 0.5. */
  mutation?: number;
  /** Types that are put in or taken out of a system that is changed, on average; default 2 (DeepType: 10). */
  flips?: number;
  /** Default 200. */
  generations?: number;
}

interface Population {
  readonly systems: readonly System[];
  /** One for each; empty before the first generation. A system of too many types has the value null, as JSON writes it. */
  readonly values: readonly (number | null)[];
}

/**
 * A genetic algorithm (Holland 1975), as DeepType's: parents by tournament, crossover at two points, mutation by flips. Unlike
 * there, the best system of a generation lives on unchanged.
 */
export function genetic({
  population = 1000,
  tournament = 3,
  crossover = 0.8,
  mutation = 0.5,
  flips = 2,
  generations = 200,
}: GeneticOptions = {}): SearchMethod<Population> {
  return {
    name: "ga",
    options: { population, tournament, crossover, mutation, flips, generations },
    generations,

    start: () => ({ systems: [], values: [] }),

    async step(
      { systems: before, values: known },
      { problem, evaluator, next },
    ): Promise<Generation<Population>> {
      const types = problem.types.length;
      const draw = (probability: number): number[] =>
        Array.from({ length: types }, (_, type) => type).filter(() => chance(next, probability));
      const worth = known.map((value) => value ?? Number.NEGATIVE_INFINITY);

      const offspring = (): System[] => {
        const systems = Array.from(
          { length: population },
          () => before[winner(worth, tournament, next)] as System,
        );
        for (let i = 1; i < population; i += 2)
          if (chance(next, crossover)) {
            const [a, b] = crossed(systems[i - 1] as System, systems[i] as System, types, next);
            systems[i - 1] = a;
            systems[i] = b;
          }
        const mutated = systems.map((system) =>
          chance(next, mutation) ? flipped(system, draw(Math.min(0.5, flips / types))) : system,
        );
        mutated[0] = before[highest(worth)] as System;
        return mutated;
      };

      const first = () => Array.from({ length: population }, () => draw(Math.min(0.5, FIRST_TYPES / types)));
      const systems = before.length === 0 ? first() : offspring();
      const values = await evaluator.values(systems);
      const best = highest(values);
      return {
        own: { systems, values: [...values] },
        best: { system: systems[best] as System, value: values[best] as number },
        mean: meanOf(values),
        evaluations: population,
        done: false,
      };
    },
  };
}

/** The best of some that are drawn; of equal ones that drawn first. */
function winner(worth: readonly number[], tournament: number, next: () => number): number {
  let best = next() % worth.length;
  for (let i = 1; i < tournament; i++) {
    const other = next() % worth.length;
    if ((worth[other] as number) > (worth[best] as number)) best = other;
  }
  return best;
}

/** Two systems with the types between two points exchanged. */
function crossed(a: System, b: System, types: number, next: () => number): [System, System] {
  const [from = 0, to = 0] = [next() % (types + 1), next() % (types + 1)].sort((x, y) => x - y);
  const inside = (type: number) => type >= from && type < to;
  const mix = (outer: System, inner: System): System =>
    [...outer.filter((type) => !inside(type)), ...inner.filter(inside)].sort((x, y) => x - y);
  return [mix(a, b), mix(b, a)];
}

function flipped(system: System, types: readonly number[]): System {
  const chosen = new Set(system);
  for (const type of types) if (!chosen.delete(type)) chosen.add(type);
  return [...chosen].sort((a, b) => a - b);
}
