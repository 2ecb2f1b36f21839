import { array, assert, constantFrom, integer, nat, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { ChosenTypes } from "./chosen-types.js";
import { systemEvaluator } from "./objective.js";
import { AUC_UNITS, problemOf, type TypeMembers } from "./problem.js";
import { type CountedRow, SampleGatherer, type Samples } from "./samples.js";
import { smallProblem, smallWorld } from "./small-problem.contract.js";

const worlds = record({
  mentions: integer({ min: 0, max: 80 }),
  entities: integer({ min: 6, max: 40 }),
  types: integer({ min: 0, max: 12 }),
  density: constantFrom(0.05, 0.3, 0.6),
  seed: nat(),
});
const penalties = constantFrom(0, 7e-5, 0.01);

/** J(A) as the paper writes it, from the samples and members themselves. */
function valueByDefinition(samples: Samples, types: readonly TypeMembers[], penalty: number): number {
  const sets = types.map(({ members }) => new Set(members));
  let [greedy, solved, all] = [0, 0, 0];
  samples.weights.forEach((weight, m) => {
    all += weight;
    const gold = samples.golds[m] as number;
    const rivals = [...samples.rivals.slice(samples.starts[m], samples.starts[m + 1])];
    const agreeing = rivals.filter((rival) => sets.every((set) => set.has(rival) === set.has(gold)));
    if (rivals.length === 0) greedy += weight;
    else if (agreeing.length === 0) solved += weight;
  });
  const mean = types.length === 0 ? 0 : types.reduce((sum, { auc = 1 }) => sum + auc, 0) / types.length;
  return (greedy + solved * mean) / Math.max(1, all) - penalty * types.length;
}

describe("a system of types", () => {
  it("is worth what its definition says", () => {
    assert(
      property(worlds, penalties, nat(), (world, penalty, choice) => {
        const { samples, types } = smallWorld(world);
        const problem = problemOf(samples, types, { penalty });
        const valueOfSystem = systemEvaluator(problem);
        const system = [...problem.types.keys()].filter((type) => (choice >>> type) & 1);
        const chosen = system.map((type) => types[problem.types[type] as number] as TypeMembers);
        expect(valueOfSystem(system)).toBeCloseTo(valueByDefinition(samples, chosen, penalty), 6);
      }),
    );
  });

  it("is worth the same where it grew and shrank as from scratch, to the last bit", () => {
    assert(
      property(worlds, penalties, array(nat(), { maxLength: 30 }), (world, penalty, flips) => {
        const problem = smallProblem(world, { penalty });
        const valueOfSystem = systemEvaluator(problem);
        const chosen = new ChosenTypes(problem);
        for (const flip of problem.types.length === 0 ? [] : flips) {
          const type = flip % problem.types.length;
          const expected = chosen.valueFlipped(type);
          chosen.flip(type);
          expect(chosen.value).toBe(expected);
          expect(chosen.value).toBe(valueOfSystem(chosen.types));
          expect(new ChosenTypes(problem, chosen.types).value).toBe(chosen.value);
        }
      }),
    );
  });

  it("is worth the share of what is right without types where it is empty", () => {
    assert(
      property(worlds, (world) => {
        const problem = smallProblem(world);
        const { samples } = smallWorld(world);
        const right = samples.weights.filter((_, m) => samples.starts[m] === samples.starts[m + 1]);
        const expected = right.reduce((sum, weight) => sum + weight, 0) / Math.max(1, problem.mentions);
        expect(systemEvaluator(problem)([])).toBe(expected);
        expect(new ChosenTypes(problem).value).toBe(expected);
      }),
    );
  });

  it("is worth the same whatever the order of its types, and of all types", () => {
    assert(
      property(worlds, nat(), (world, choice) => {
        const { samples, types } = smallWorld(world);
        const problem = problemOf(samples, types);
        const reversed = problemOf(samples, [...types].reverse());
        const system = [...problem.types.keys()].filter((type) => (choice >>> type) & 1);
        // What tells the same apart may be another one of the same AUC.
        const there = system.map((type) => problem.types.length - 1 - type);
        expect(reversed.types.length).toBe(problem.types.length);
        const value = systemEvaluator(problem)(system);
        expect(systemEvaluator(problem)([...system].reverse())).toBe(value);
        if (new Set(problem.aucs).size === problem.aucs.length)
          expect(systemEvaluator(reversed)(there)).toBe(value);
      }),
    );
  });

  it("may not have more types than allowed", () => {
    const problem = smallProblem({ mentions: 60, entities: 20, types: 8, seed: 1 }, { most: 2 });
    expect(systemEvaluator(problem)([0, 1])).toBeGreaterThan(0);
    expect(systemEvaluator(problem)([0, 1, 2])).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("a problem", () => {
  const row = (index: number, count: number): CountedRow => ({ index, count });
  const gatherer = new SampleGatherer();
  // The planet is meant, and the element and the god are meant more often.
  const mercury = [row(30, 9), row(20, 6), row(10, 4), row(40, 1)];
  gatherer.add("mercury", 10, mercury);
  gatherer.add("mercury", 10, mercury);
  gatherer.add("mercury", 30, mercury);
  gatherer.add("venus", 11, [row(11, 3)]);
  const samples = gatherer.samples();
  const place = (index: number) => samples.entities.indexOf(index);
  const type = (indexes: number[], auc = 0.9): TypeMembers => ({
    members: Uint32Array.from(indexes, place),
    auc,
  });

  it("counts mentions, and those that are right without types", () => {
    const problem = problemOf(samples, [type([10, 11])]);
    expect([problem.mentions, problem.greedy]).toEqual([4, 2]);
    expect(systemEvaluator(problem)([0])).toBeCloseTo((2 + 2 * 0.9) / 4 - 7e-5, 9);
  });

  it("needs a type for each rival, and none for what is meant less often", () => {
    const problem = problemOf(samples, [type([30]), type([20]), type([11])], { penalty: 0 });
    expect([...problem.types]).toEqual([0, 1]);
    expect(systemEvaluator(problem)([0])).toBe(0.5);
    expect(systemEvaluator(problem)([0, 1])).toBeCloseTo((2 + 2 * 0.9) / 4, 9);
  });

  it("has no types that cannot be learned, and of equal ones the most learnable", () => {
    const types = [type([10], 0.5), type([10], Number.NaN), type([10], 0.6), type([30, 20], 0.8)];
    const problem = problemOf(samples, types);
    expect([...problem.types]).toEqual([3]);
    expect([...problem.aucs]).toEqual([0.8 * AUC_UNITS]);
  });

  it("leaves out mentions that no types solve", () => {
    const problem = problemOf(samples, [type([30])]);
    expect(problem.types.length).toBe(0);
    expect(problem.groups.length).toBe(0);
    expect([problem.mentions, problem.greedy]).toEqual([4, 2]);
  });
});
