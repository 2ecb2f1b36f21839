import { ChosenTypes } from "./chosen-types.js";
import { systemEvaluator } from "./objective.js";
import type { Problem } from "./problem.js";

/** A system: the numbers of its types in the problem, each once. */
export type System = readonly number[];

/** Tells what systems are worth. Whoever does the work, the answers are the same to the last bit. */
export interface Evaluator {
  /** The value of each system. */
  values(systems: readonly System[]): Promise<Float64Array>;
  /** For each system the values it would have if a type were put in, or taken out where it is in: one for each type. */
  flips(systems: readonly System[]): Promise<Float64Array[]>;
}

/** A part of what an evaluator is asked, as it can go to another thread. */
export type EvaluationPart =
  | { readonly ask: "values"; readonly systems: readonly System[] }
  | {
      readonly ask: "flips";
      readonly systems: readonly System[];
      /** The types `first`, `first + step`, and so on. */
      readonly first: number;
      readonly step: number;
    };

/** Answers parts: the values of all systems, or for each system those with the part's types flipped. */
export type PartEvaluator = (part: EvaluationPart) => Float64Array[];

/** Evaluates parts on the thread that it is called on. */
export function partEvaluator(problem: Problem): PartEvaluator {
  const valueOfSystem = systemEvaluator(problem);
  return (part) => {
    if (part.ask === "values") return [Float64Array.from(part.systems, valueOfSystem)];
    const { systems, first, step } = part;
    const count = Math.max(0, Math.ceil((problem.types.length - first) / step));
    return systems.map((system) => {
      const chosen = new ChosenTypes(problem, system);
      return Float64Array.from({ length: count }, (_, i) => chosen.valueFlipped(first + i * step));
    });
  };
}

/**
 * Divides the work among threads, or whatever else evaluates parts.
 *
 * @param types how many the problem has
 * @param workers at least one
 */
export function dividedEvaluator(
  types: number,
  workers: readonly ((part: EvaluationPart) => Promise<Float64Array[]>)[],
): Evaluator {
  const step = workers.length;
  return {
    async values(systems) {
      const size = Math.ceil(systems.length / step);
      const parts = await Promise.all(
        workers.map((worker, i) =>
          worker({ ask: "values", systems: systems.slice(i * size, (i + 1) * size) }),
        ),
      );
      const values = new Float64Array(systems.length);
      parts.forEach(([own], i) => {
        if (own !== undefined) values.set(own, i * size);
      });
      return values;
    },

    async flips(systems) {
      const parts = await Promise.all(
        workers.map((worker, first) => worker({ ask: "flips", systems, first, step })),
      );
      return systems.map((_, s) => {
        const values = new Float64Array(types);
        parts.forEach((part, first) => {
          part[s]?.forEach((value, i) => {
            values[first + i * step] = value;
          });
        });
        return values;
      });
    },
  };
}

/** Evaluates on the thread that it is called on, which is busy meanwhile. */
export function localEvaluator(problem: Problem): Evaluator {
  const evaluate = partEvaluator(problem);
  return dividedEvaluator(problem.types.length, [async (part) => evaluate(part)]);
}
