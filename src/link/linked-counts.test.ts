import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { FEATURES, type FeatureName } from "./features.js";
import { countsLinks, weightsFor } from "./linked-counts.js";
import type { LinearModel, Weights } from "./weights.js";

const model = (weight: number): LinearModel => ({
  features: Object.fromEntries(Object.keys(FEATURES).map((name) => [name, weight])) as Record<
    FeatureName,
    number
  >,
  nil: -weight,
  temperature: 1,
});
const linked: LinearModel = { ...model(2), shortcuts: { candidates: 12, hopeless: 5, decided: 2.5 } };
const WEIGHTS: Weights = { ...model(1), means: { encoder: "e", context: [0], entity: [0] }, linked };

const kbOf = (url?: string) =>
  createKnowledgeBase([{ id: "1", name: "Paris" }], {
    sources: [{ name: "somewhere" }, { name: "source", ...(url !== undefined && { url }) }],
  });

describe("weights for a knowledge base", () => {
  it("are those for links where it was built of a wiki, with what both share", async () => {
    const kb = await kbOf("https://dumps.wikimedia.org");
    expect(countsLinks(kb)).toBe(true);
    expect(weightsFor(kb, WEIGHTS)).toEqual({ ...linked, means: WEIGHTS.means });
  });

  it("are the others where nothing tells of links", async () => {
    for (const url of [undefined, "https://www.geonames.org"]) {
      const kb = await kbOf(url);
      expect(countsLinks(kb)).toBe(false);
      expect(weightsFor(kb, WEIGHTS)).toEqual({ ...model(1), means: WEIGHTS.means });
    }
  });

  it("are as they were where there are none for links", async () => {
    expect(weightsFor(await kbOf("https://dumps.wikimedia.org"), model(1))).toEqual(model(1));
  });
});
