import type { System } from "../evaluator.js";
import { type Generation, highest, meanOf, type SearchMethod, type Valued } from "./search-method.js";

/**
 * Hill climbing from a system: as long as putting one type in, or taking one out, makes it better, the best such change is made.
 * Methods that draw leave types that only seem to help, and miss some that do.
 *
 * @param from where it begins
 */
export function polish(from: Valued): SearchMethod<Valued> {
  return {
    name: "polish",
    options: {},
    generations: Number.POSITIVE_INFINITY,
    start: () => from,

    async step({ system, value }, { evaluator }): Promise<Generation<Valued>> {
      const [flips = new Float64Array(0)] = await evaluator.flips([system]);
      const type = highest(flips);
      const better = (flips[type] ?? value) > value;
      const own = better
        ? { system: withFlipped(system, type), value: flips[type] as number }
        : { system, value };
      return { own, best: own, mean: meanOf(flips), evaluations: flips.length, done: !better };
    },
  };
}

const withFlipped = (system: System, type: number): System =>
  (system.includes(type) ? system.filter((other) => other !== type) : [...system, type]).sort(
    (a, b) => a - b,
  );
