import { assert, integer, nat, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { systemEvaluator } from "./objective.js";
import { oraclePareto } from "./oracle.js";
import { AUC_UNITS } from "./problem.js";
import { smallProblem } from "./small-problem.contract.js";

describe("the oracle", () => {
  it("gets better with more types, as far as all types lead", () => {
    assert(
      property(nat(), integer({ min: 1, max: 15 }), (seed, types) => {
        const given = smallProblem({ mentions: 60, entities: 30, types, density: 0.2, seed });
        const problem = { ...given, penalty: 0, aucs: given.aucs.map(() => AUC_UNITS) };
        const points = oraclePareto(problem, [0, 1, 2, 4, 100]);
        const accuracy = systemEvaluator(problem);
        let before = 0;
        for (const point of points) {
          expect(point.accuracy).toBe(accuracy(point.system));
          expect(point.accuracy).toBeGreaterThanOrEqual(before);
          expect(point.types).toBe(point.system.length);
          before = point.accuracy;
        }
        expect(points[0]?.accuracy).toBe(problem.greedy / problem.mentions);
        expect(before).toBe(accuracy(problem.types.keys()));
      }),
      { numRuns: 50 },
    );
  });

  it("adds the type that solves most first", () => {
    const problem = { ...smallProblem({ mentions: 60, entities: 20, types: 8, seed: 4 }), penalty: 0 };
    const perfect = { ...problem, aucs: problem.aucs.map(() => AUC_UNITS) };
    const alone = [...problem.types.keys()].map((type) => systemEvaluator(perfect)([type]));
    expect(oraclePareto(perfect, [1])[0]?.accuracy).toBe(Math.max(...alone));
  });
});
