import { expect, it } from "vitest";
import { treesAttribution, treesScore } from "../../models/trees/boosted-trees.js";
import { treesFromJson, treesToJson } from "../../models/trees/trees-json.js";
import { random } from "../../random.js";
import { binRows } from "./binned-rows.js";
import { fitTrees, type Lists } from "./fit-trees.js";
import { growTree } from "./grow-tree.js";

const GREEDY = { leaves: 8, leafRows: 1, ridge: 0 };

it("splits where the squared loss falls most, with the means as answers", () => {
  // For the loss (y - s)^2 / 2 at s = 0: slope -y, curvature 1. A leaf's answer is then the mean of its y.
  const x = [1, 2, 3, 10, 11, 12];
  const y = [1, 1, 1, 5, 5, 8];
  const scores = new Float64Array(6);
  const data = binRows(Float32Array.from(x), 1);
  const slopes = Float64Array.from(y, (one) => -one);
  const tree = growTree(data, slopes, new Float64Array(6).fill(1), scores, 1, { ...GREEDY, leaves: 2 });
  expect([...Array.from(tree.features)]).toEqual([0, -1, -1]);
  expect(tree.thresholds[0]).toBe(3);
  expect(Array.from(tree.values)).toEqual([3.5, 1, 6]);
  expect([...scores]).toEqual([1, 1, 1, 6, 6, 6]);
});

it("pulls answers towards 0 as eq. 5 of XGBoost says: -G / (H + ridge)", () => {
  const data = binRows(Float32Array.from([0, 0, 1]), 1);
  const scores = new Float64Array(3);
  const tree = growTree(data, Float64Array.from([-1, -1, 2]), new Float64Array(3).fill(1), scores, 0.5, {
    ...GREEDY,
    ridge: 2,
  });
  expect(Array.from(tree.values, (value) => value + 0)).toEqual([0, (0.5 * 2) / 4, (-0.5 * 2) / 3]);
});

it("grows no leaf of fewer rows than it may, and none without a gain", () => {
  const data = binRows(Float32Array.from([0, 0, 0, 1]), 1);
  const grow = (slopes: number[], leafRows: number) =>
    growTree(data, Float64Array.from(slopes), new Float64Array(4).fill(1), new Float64Array(4), 1, {
      ...GREEDY,
      leafRows,
    }).features.length;
  expect(grow([-1, -1, -1, 1], 1)).toBe(3);
  expect(grow([-1, -1, -1, 1], 2)).toBe(1);
  expect(grow([1, 1, 1, 1], 1)).toBe(1);
});

it("tells what is missing from all that is there", () => {
  const data = binRows(Float32Array.from([Number.NaN, Number.NaN, -5, 7]), 1);
  const scores = new Float64Array(4);
  const tree = growTree(
    data,
    Float64Array.from([-1, -1, 1, 1]),
    new Float64Array(4).fill(1),
    scores,
    1,
    GREEDY,
  );
  expect([...scores]).toEqual([1, 1, -1, -1]);
  const trees = { features: ["x"], trees: [tree] };
  expect(
    treesScore(treesFromJson(JSON.parse(JSON.stringify(treesToJson(trees))), "a test"), [Number.NaN]),
  ).toBe(1);
});

/** Lists of four rows with three random numbers; the right row is the one whose `rule` is greatest. */
function listsBy(rule: (row: readonly number[]) => number, lists: number, seed: number): Lists {
  const next = random(seed);
  const values: number[] = [];
  const gold: number[] = [];
  for (let list = 0; list < lists; list++) {
    const rows = Array.from({ length: 4 }, () => [next(), next(), next()].map((one) => one / 2 ** 31 - 1));
    values.push(...rows.flat());
    const worth = rows.map(rule);
    gold.push(worth.indexOf(Math.max(...worth)));
  }
  return {
    values: Float32Array.from(values),
    starts: Uint32Array.from({ length: lists + 1 }, (_, i) => 4 * i),
    gold: Uint32Array.from(gold),
  };
}

const NAMES = ["a", "b", "noise"];

it("learns of lists what no sum of curves can say, and is better than chance on others", () => {
  const product = ([a = 0, b = 0]: readonly number[]) => a * b;
  const trees = fitTrees(NAMES, listsBy(product, 1500, 1), listsBy(product, 300, 2), {
    trees: 80,
    leafRows: 10,
  });
  const test = listsBy(product, 300, 3);
  let right = 0;
  for (let list = 0; list < 300; list++) {
    const scores = [0, 1, 2, 3].map((i) =>
      treesScore(trees, test.values.subarray((4 * list + i) * 3, (4 * list + i + 1) * 3)),
    );
    if (scores.indexOf(Math.max(...scores)) === test.gold[list]) right++;
  }
  expect(right / 300).toBeGreaterThan(0.8);
});

it("scores as it did before it was written, also rows that are equal to a threshold", () => {
  const thirds = Float32Array.from({ length: 90 }, (_, i) => (i % 30) / 30);
  const lists = {
    values: thirds,
    starts: Uint32Array.from({ length: 31 }, (_, i) => i),
    gold: new Uint32Array(30),
  };
  const trees = fitTrees(
    NAMES,
    { ...lists, starts: Uint32Array.of(0, 10, 20, 30), gold: Uint32Array.of(3, 7, 9) },
    undefined,
    { trees: 10, leafRows: 1 },
  );
  const again = treesFromJson(JSON.parse(JSON.stringify(treesToJson(trees))), "a test");
  for (let row = 0; row < 30; row++) {
    const values = thirds.subarray(3 * row, 3 * row + 3);
    expect(treesScore(again, values)).toBeCloseTo(treesScore(trees, values), 5);
  }
});

it("is the same for the same seed, and its parts sum to the score", () => {
  const lists = listsBy(([a = 0, b = 0]) => a - Math.abs(b), 400, 4);
  const again = () => fitTrees(NAMES, lists, undefined, { trees: 20, leafRows: 10 });
  const trees = again();
  expect(treesToJson(again())).toEqual(treesToJson(trees));
  for (let row = 0; row < 40; row++) {
    const values = lists.values.subarray(3 * row, 3 * row + 3);
    const parts = treesAttribution(trees, values);
    expect(parts.reduce((a, b) => a + b)).toBeCloseTo(treesScore(trees, values), 10);
    expect(parts).toHaveLength(4);
  }
});

it.each([
  ["no features", {}, "a list of names"],
  [
    "a feature that is not there",
    { features: ["x"], trees: [[[3], [0], [0], [0], [1]]] },
    "features from -1 to 0",
  ],
  ["a circle", { features: ["x"], trees: [[[0], [0], [0], [0], [1]]] }, "children of node 0"],
  ["lists of several lengths", { features: ["x"], trees: [[[-1], [], [0], [0], [1]]] }, "one length"],
])("refuses %s", (_, json, message) => {
  expect(() => treesFromJson(json, "ranker.json")).toThrow(message);
});
