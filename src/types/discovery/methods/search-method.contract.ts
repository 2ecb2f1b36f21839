import { describe, expect, it } from "vitest";
import {
  dividedEvaluator,
  type Evaluator,
  localEvaluator,
  partEvaluator,
  type System,
} from "../evaluator.js";
import { systemEvaluator } from "../objective.js";
import { type Problem, problemOf } from "../problem.js";
import { type SearchOptions, type SearchState, search } from "../search.js";
import { smallProblem } from "../small-problem.contract.js";
import type { SearchMethod } from "./search-method.js";

/** The best of all systems, tried one by one. */
export function bruteForce(problem: Problem): number {
  const valueOfSystem = systemEvaluator(problem);
  const types = [...problem.types.keys()];
  let best = Number.NEGATIVE_INFINITY;
  for (let choice = 0; choice < 2 ** types.length; choice++)
    best = Math.max(best, valueOfSystem(types.filter((type) => (choice >>> type) & 1)));
  return best;
}

/** As JSON keeps it. */
const kept = (state: SearchState): SearchState => JSON.parse(JSON.stringify(state)) as SearchState;

/** What every way of looking for the best system has to do. */
export function searchMethodContract<Own>(method: SearchMethod<Own>): void {
  const problem = smallProblem({ mentions: 60, entities: 25, types: 10, seed: 1 }, { penalty: 0.002 });
  const wide = smallProblem({ mentions: 150, entities: 90, types: 50, density: 0.1, seed: 5 });
  const run = (given: Problem, options: SearchOptions = {}, evaluator: Evaluator = localEvaluator(given)) =>
    search(given, evaluator, method, options);

  describe(method.name, () => {
    it("finds the best of all systems of a small problem", async () => {
      const { best } = await run(problem, { seed: 1 });
      expect(best.value).toBe(bruteForce(problem));
      expect(best.value).toBe(systemEvaluator(problem)(best.system));
      expect(best.system.length).toBeGreaterThan(2);
    });

    it("finds better systems than none, and its curve never falls", async () => {
      const { best, curve, phase } = await run(wide);
      expect(phase).toBe("done");
      expect(best.value).toBeGreaterThan(wide.greedy / wide.mentions + 0.1);
      curve.reduce((before, { best: value }) => {
        expect(value).toBeGreaterThanOrEqual(before);
        return value;
      }, wide.greedy / wide.mentions);
      expect(curve.at(-1)).toMatchObject({ best: best.value, types: best.system.length });
    });

    it("finds the same again, whoever evaluates", async () => {
      const once = await run(wide, { seed: 7 });
      for (const workers of [1, 3]) {
        const parts = Array.from({ length: workers }, () => {
          const evaluate = partEvaluator(wide);
          return async (part: Parameters<typeof evaluate>[0]) => evaluate(part);
        });
        expect(await run(wide, { seed: 7 }, dividedEvaluator(wide.types.length, parts))).toEqual(once);
      }
    });

    it("goes on where it was stopped as if it had not been", async () => {
      const once = await run(wide, { seed: 2 });
      for (const stopAt of [1, 4, once.curve.length - 1]) {
        const stop = new AbortController();
        const onGeneration = ({ curve }: SearchState) => {
          if (curve.length === stopAt) stop.abort();
        };
        const stopped = await run(wide, { seed: 2, signal: stop.signal, onGeneration });
        expect(stopped.curve.length).toBe(stopAt);
        expect(stopped.phase).not.toBe("done");
        expect(await run(wide, { seed: 2, state: kept(stopped) })).toEqual(once);
      }
    });

    it("keeps to the number of types that is allowed", async () => {
      const { best } = await run({ ...wide, most: 2, penalty: 0 });
      expect(best.system.length).toBe(2);
    });

    it("ends at once where there is nothing to choose", async () => {
      const empty = problemOf(
        {
          weights: new Uint32Array(0),
          starts: new Uint32Array(1),
          golds: new Uint32Array(0),
          rivals: new Uint32Array(0),
          entities: new Uint32Array(0),
        },
        [],
      );
      const { best, phase } = await run(empty);
      expect({ best, phase }).toEqual({ best: { system: [] satisfies System, value: 0 }, phase: "done" });
    });

    it("refuses the state of another search", async () => {
      const state = await run(problem, { seed: 1 });
      await expect(run(problem, { seed: 2, state })).rejects.toThrow("the seed is 1 there and 2 here");
      await expect(run({ ...problem, penalty: 0.5 }, { seed: 1, state })).rejects.toMatchObject({
        code: "SEARCH_FOREIGN",
      });
    });
  });
}
