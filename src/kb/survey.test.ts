import { expect, it } from "vitest";
import { createKnowledgeBase } from "./in-memory.js";

it("tells how counts, names and facts are distributed", async () => {
  const kb = await createKnowledgeBase([
    { id: "1", name: "Jordan", description: "a country", count: 99, types: { ner: ["LOC"] } },
    { id: "2", name: "Michael Jordan", aliases: [{ text: "Jordan", count: 1 }], count: 100 },
    { id: "3", name: "Jordan River", aliases: ["Jordan"], sameAs: ["Q1"] },
    { id: "4", name: "Amman", relations: [{ relation: "country", object: "1" }], count: 1 },
  ]);
  const survey = kb.survey();
  expect(survey.entities).toBe(4);
  expect(survey.counts).toEqual([
    { from: 0, entities: 1 },
    { from: 1, entities: 1 },
    { from: 10, entities: 1 },
    { from: 100, entities: 1 },
  ]);
  expect(survey.ambiguity.filter(({ names }) => names > 0)).toEqual([
    { from: 1, names: 3 },
    { from: 3, names: 1 },
  ]);
  expect(survey.mostAmbiguous).toEqual([{ name: "jordan", entities: 3 }]);
  // jordan: 99.5, 1.5 and 0.5 of 101.5; the other three are their name's only ones.
  expect(survey.shares.filter(({ aliases }) => aliases > 0)).toEqual([
    { from: 0.001, aliases: 1 },
    { from: 0.01, aliases: 1 },
    { from: 0.5, aliases: 4 },
  ]);
  expect(survey.coverage).toEqual({
    description: 0.25,
    types: 0.25,
    relations: 0.25,
    aliases: 0.5,
    count: 0.75,
    sameAs: 0.25,
  });
});
