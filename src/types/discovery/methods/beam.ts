import type { System } from "../evaluator.js";
import { type Generation, highest, meanOf, type SearchMethod, type Valued } from "./search-method.js";

export interface BeamOptions {
  /** Systems that are kept from step to step, default 8. */
  width?: number;
  /** Types that are added at most, default 400. */
  generations?: number;
}

/** A system of the beam; a stopped one cannot be made better by one type more. */
interface Ray extends Valued {
  readonly stopped: boolean;
}

/**
 * Beam search: each of the best systems is tried with each type more, and of what is better than without the best are kept. Systems
 * that cannot be made better stay among them, as long as no better ones push them out.
 */
export function beam({ width = 8, generations = 400 }: BeamOptions = {}): SearchMethod<readonly Ray[]> {
  return {
    name: width === 1 ? "greedy" : "beam",
    options: { width, generations },
    generations,

    start: ({ greedy, mentions }) => [{ system: [], value: greedy / Math.max(1, mentions), stopped: false }],

    async step(rays, { evaluator }): Promise<Generation<readonly Ray[]>> {
      const open = rays.filter(({ stopped }) => !stopped);
      const flips = await evaluator.flips(open.map(({ system }) => system));
      const grown = open.map((ray, i) => children(ray, flips[i] as Float64Array, width));
      const stopped = rays.filter((ray) => ray.stopped || grown[open.indexOf(ray)]?.length === 0);
      const all = [...stopped.map((ray) => ({ ...ray, stopped: true })), ...distinct(grown.flat())];
      // The sort is stable: of equal ones the first stay.
      const own = all.sort((a, b) => b.value - a.value).slice(0, width);
      return {
        own,
        best: own[highest(own.map(({ value }) => value))] as Ray,
        mean: meanOf(own.map(({ value }) => value)),
        evaluations: flips.reduce((sum, { length }) => sum + length, 0),
        done: own.every((ray) => ray.stopped),
      };
    },
  };
}

/** Beam search of width 1: in each step the type that makes the system best is added. */
export const greedy = (options: Omit<BeamOptions, "width"> = {}): SearchMethod<readonly Ray[]> =>
  beam({ ...options, width: 1 });

/** The best systems of one type more that are better than without it. */
function children({ system, value }: Valued, flips: Float64Array, count: number): Ray[] {
  const best: { type: number; value: number }[] = [];
  const chosen = new Set(system);
  flips.forEach((flipped, type) => {
    if (flipped <= value || chosen.has(type) || flipped <= (best[count - 1]?.value ?? value)) return;
    const place = best.findIndex((other) => other.value < flipped);
    best.splice(place < 0 ? best.length : place, 0, { type, value: flipped });
    best.length = Math.min(best.length, count);
  });
  return best.map(({ type, value: own }) => ({ system: withType(system, type), value: own, stopped: false }));
}

const withType = (system: System, type: number): System => [...system, type].sort((a, b) => a - b);

/** The same types may have been added in another order. */
function distinct(rays: readonly Ray[]): Ray[] {
  return [...new Map(rays.map((ray) => [ray.system.join(), ray])).values()];
}
