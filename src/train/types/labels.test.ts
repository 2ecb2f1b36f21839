import { expect, it } from "vitest";
import type { AssignedTypes } from "../../types/assigned-types.js";
import { Popularity } from "../encoders/popularity.js";
import { NOT_KNOWN, TypeLabels } from "./labels.js";

const types: AssignedTypes = {
  system: "small",
  axes: [
    { name: "kind", classes: ["other", "river", "city"], classOf: Uint16Array.of(1, 2, 0, 2) },
    { name: "life", classes: ["lifeless", "living"], classOf: Uint16Array.of(0, 0, 1, 0) },
  ],
};
const popularity = new Popularity(
  new Map([
    [0, 1],
    [1, 3],
    [2, 2],
    [3, 3],
  ]),
);
const labels = (settings: { classWeights?: number; mostWeight?: number } = {}) =>
  new TypeLabels(types, popularity, { classWeights: 0, mostWeight: 1000, ...settings });

it("are the classes of entities, where the type system says something of them", () => {
  expect([0, 1, 2, 3].map((row) => labels().labelOf(row, 0))).toEqual([1, 2, 0, 2]);
  expect([4, null].map((row) => labels().labelOf(row, 0))).toEqual([NOT_KNOWN, NOT_KNOWN]);
  expect([0, 4, null].map((row) => labels().knows(row))).toEqual([true, false, false]);
});

it("are not known of what has none of the 18 classes, which are meant for all there is", () => {
  const ner = { name: "class", classes: ["other", "PER", "LOC"], classOf: Uint16Array.of(1, 0) };
  const all = new TypeLabels({ system: "ner", axes: [ner] }, popularity, { classWeights: 0, mostWeight: 1 });
  expect([0, 1].map((row) => all.labelOf(row, 0))).toEqual([1, NOT_KNOWN]);
  expect([0, 1].map((row) => all.knows(row))).toEqual([true, false]);
});

it("count alike, or the more the rarer they are in the data", () => {
  const weights = (all: TypeLabels) => [0, 1, 2].map((label) => all.weightOf(label, 0));
  expect(weights(labels())).toEqual([1, 1, 1]);
  expect(weights(labels({ classWeights: 1 }))).toEqual([1.5, 3, 0.5]);
  expect(weights(labels({ classWeights: 1, mostWeight: 2 }))).toEqual([1.5, 2, 0.5]);
  expect(weights(labels({ classWeights: 0.5 }))[1]).toBeCloseTo(Math.sqrt(3));
  expect(labels().weightOf(NOT_KNOWN, 0)).toBe(0);
});
