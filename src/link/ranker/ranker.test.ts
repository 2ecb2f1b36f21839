import fc from "fast-check";
import { expect, it } from "vitest";
import type { RegressionTree } from "../../models/trees/boosted-trees.js";
import { treesToJson } from "../../models/trees/trees-json.js";
import { scoreOf } from "../link.js";
import { parseRanker, treeRanker } from "./ranker.js";
import { RANKER_COLUMNS, rankerColumns, rankerRows } from "./ranker-rows.js";

/** A tree that asks once: above the threshold 1, else -1; all in all 0.25. */
const stump = (feature: number, threshold: number): RegressionTree => ({
  features: [feature, -1, -1],
  thresholds: [threshold, 0, 0],
  left: [1, 0, 0],
  right: [2, 0, 0],
  values: [0.25, -1, 1],
});

const NAMES = ["prior", "fit lead", "nil", "candidates", "greatest sameName"];
const TREES = {
  features: NAMES,
  trees: [stump(0, -2), stump(1, 0), stump(2, 0.5), stump(4, 0.5), stump(0, -1)],
};

it("compares each candidate with the best of the others, and tells NIL the best of all", () => {
  const rows = rankerRows(rankerColumns(NAMES, "a test"), [
    { features: { prior: -1, fit: 2, sameName: 0 } },
    { features: { prior: -3, fit: 5, sameName: 1 } },
    { features: { prior: -4 } },
  ]);
  const none = Number.NaN;
  expect(rows.map((row) => [...row])).toEqual([
    [-1, -3, 0, 3, none],
    [-3, 3, 0, 3, none],
    [-4, none, 0, 3, none],
    [none, none, 1, 3, 1],
  ]);
});

it("knows no lead where there is no other, and no best where there is none", () => {
  const columns = rankerColumns(["fit lead", "greatest fit"], "a test");
  const none = Number.NaN;
  expect(rankerRows(columns, [{ features: { fit: 1 } }]).map((row) => [...row])).toEqual([
    [none, none],
    [none, 1],
  ]);
  expect(rankerRows(columns, []).map((row) => [...row])).toEqual([[none, none]]);
});

it("gives each part of a score to the evidence of its kind, and leaves out what all have", () => {
  const ranking = treeRanker(TREES, "a test").rank([
    { features: { prior: -0.5, fit: 1 } },
    { features: { prior: -3, fit: 0 } },
  ]);
  expect(ranking.evidence(0)).toEqual({ prior: 0.75 - 1.25 + 0.75, context: 0.75, name: -1.25 });
  expect(ranking.evidence(2)).toEqual({ prior: -1.25 + 0.75 - 1.25, context: -1.25, name: -1.25 });
});

it("gives reasons that sum to the scores, whatever was measured", () => {
  const ranker = parseRanker(JSON.parse(JSON.stringify(treesToJson(TREES))), "a test");
  const value = fc.option(fc.double({ min: -9, max: 9, noNaN: true }), { nil: undefined });
  const candidate = fc.record({ prior: value, fit: value, sameName: value }).map((all) => ({
    features: Object.fromEntries(Object.entries(all).filter(([, one]) => one !== undefined)),
  }));
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 6 }), (list) => {
      const { scores, evidence } = ranker.rank(list);
      expect(scores).toHaveLength(list.length + 1);
      for (const [place, score] of scores.entries()) expect(scoreOf(evidence(place))).toBeCloseTo(score, 10);
    }),
  );
});

it("refuses trees that ask for what is not measured", () => {
  expect(RANKER_COLUMNS).toContain("prior lead");
  expect(() => treeRanker({ features: ["charm"], trees: [] }, "ranker.json")).toThrow(/ranker\.json.*charm/s);
});
