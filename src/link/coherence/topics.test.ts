import { describe, expect, it } from "vitest";
import { EntityEmbeddings } from "./entity-embeddings.js";
import { Topics } from "./topics.js";

const source = (vectors: Record<string, number[]>) => ({
  dimensions: 2,
  vector: (id: string) => (vectors[id] ? Float32Array.from(vectors[id]) : undefined),
});
const entities = new EntityEmbeddings(source({ team: [1, 0], town: [0, 1] }));
const topics = new Topics(source({ goal: [0.8, 0.1], street: [0, 0.5], the: [0.01, 0.01] }), entities);
const [team, town] = [
  { id: "team", name: "Team" },
  { id: "town", name: "Town" },
];

describe("what a text is about", () => {
  it("is near the entities that its words are near", () => {
    const sport = topics.of([
      ["goal", 1],
      ["the", 1],
    ]);
    expect(Math.hypot(...(sport ?? []))).toBeCloseTo(1, 6);
    expect(topics.fit(sport, team)).toBeGreaterThan(0.9);
    expect(topics.fit(sport, town)).toBeLessThan(0.3);
  });

  it("counts words by their weights", () => {
    const mixed = (weight: number) =>
      topics.fit(
        topics.of([
          ["goal", 1],
          ["street", weight],
        ]),
        town,
      ) ?? 0;
    expect(mixed(4)).toBeGreaterThan(mixed(1));
  });

  it("is unknown where its words or the entity are", () => {
    expect(topics.of([["qwert", 1]])).toBeUndefined();
    expect(topics.of([])).toBeUndefined();
    expect(topics.fit(undefined, team)).toBeUndefined();
    expect(topics.fit(topics.of([["goal", 1]]), { id: "new", name: "New" })).toBeUndefined();
  });
});
