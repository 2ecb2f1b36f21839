import { describe, expect, it } from "vitest";
import { SampleGatherer } from "./samples.js";

const candidates = [
  { index: 4, count: 60 },
  { index: 17, count: 38 },
  { index: 2, count: 2 },
];

describe("samples", () => {
  it("have the entity of a mention, and what its text means as often", () => {
    const gatherer = new SampleGatherer();
    for (const gold of [17, 4, 2]) gatherer.add("jaguar", gold, candidates);
    const { entities, golds, starts, rivals } = gatherer.samples();
    expect([...entities]).toEqual([2, 4, 17]);
    expect(Array.from(golds, (position) => entities[position])).toEqual([17, 4, 2]);
    expect([...starts]).toEqual([0, 1, 1, 3]);
    expect(Array.from(rivals, (position) => entities[position])).toEqual([4, 4, 17]);
  });

  it("count identical mentions as one with a weight", () => {
    const gatherer = new SampleGatherer();
    for (const text of ["jaguar", "jag", "jaguar"]) gatherer.add(text, 17, candidates);
    expect([...gatherer.samples().weights]).toEqual([2, 1]);
    expect(gatherer.kept).toBe(3);
  });

  it("leave out what is seldom meant, and what no text leads to", () => {
    const gatherer = new SampleGatherer({ minCount: 3, minShare: 0.5 });
    for (const gold of [4, 17, 2, 99]) gatherer.add("jaguar", gold, candidates);
    expect([gatherer.kept, gatherer.rare, gatherer.missed]).toEqual([1, 2, 1]);
    expect([...gatherer.samples().weights]).toEqual([1]);
  });

  it("may be none", () => {
    const samples = new SampleGatherer().samples();
    expect([samples.weights.length, samples.entities.length, [...samples.starts]]).toEqual([0, 0, [0]]);
  });
});
