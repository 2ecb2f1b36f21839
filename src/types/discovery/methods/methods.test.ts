import { describe, expect, it } from "vitest";
import { localEvaluator } from "../evaluator.js";
import { search } from "../search.js";
import { smallProblem } from "../small-problem.contract.js";
import { beam, greedy } from "./beam.js";
import { crossEntropy } from "./cross-entropy.js";
import { genetic } from "./genetic.js";
import { bruteForce, searchMethodContract } from "./search-method.contract.js";
import type { SearchMethod } from "./search-method.js";

const small = {
  beam: beam(),
  cem: crossEntropy({ samples: 300, generations: 20 }),
  ga: genetic({ population: 200, generations: 20 }),
};

searchMethodContract(greedy());
searchMethodContract(small.beam);
searchMethodContract(small.cem);
searchMethodContract(small.ga);

describe("methods that look wider", () => {
  it("find the best where greedy steps lead astray", async () => {
    for (const seed of [5, 14, 20, 22, 25]) {
      const problem = smallProblem({ mentions: 60, entities: 25, types: 10, seed }, { penalty: 0.002 });
      const found = async <Own>(method: SearchMethod<Own>) =>
        (await search(problem, localEvaluator(problem), method)).best.value;
      const best = bruteForce(problem);
      expect(await found(greedy())).toBeLessThan(best);
      for (const value of [await found(small.beam), await found(small.cem), await found(small.ga)])
        expect(value).toBe(best);
    }
  });
});
