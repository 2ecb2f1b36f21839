import { expect, it } from "vitest";
import { smallKb } from "../small-kb.contract.js";
import { givenPredictions } from "./given-predictions.js";
import { Resolver } from "./resolve.js";

const task = { id: "d1", text: "Jordan and Zork.", mentions: [{ start: 0, end: 6 }] };

it("answers with what the data set brings, under the names of the KB", async () => {
  const linker = givenPredictions(new Resolver(await smallKb()));
  const predictions = [
    {
      start: 0,
      end: 6,
      entity: "Q41421",
      confidence: 0.7,
      candidates: [{ entity: "Q41421", probability: 0.7 }, { entity: "Q9" }],
    },
    { start: 11, end: 15, entity: "Zork" },
    { start: 11, end: 15, entity: null },
  ];
  const expected = [
    {
      start: 0,
      end: 6,
      entity: "per:jordan",
      confidence: 0.7,
      candidates: [
        { id: "per:jordan", probability: 0.7 },
        { id: "Q9", probability: 0 },
      ],
    },
    { start: 11, end: 15, entity: "Zork", confidence: undefined, candidates: [] },
    { start: 11, end: 15, entity: null, confidence: undefined, candidates: [] },
  ];
  expect(await linker.annotate({ ...task, predictions })).toEqual(expected);
  expect(await linker.disambiguate({ ...task, predictions })).toEqual(expected);
});

it("does not take a document without predictions for one in which nothing was found", async () => {
  const linker = givenPredictions(new Resolver(await smallKb()));
  expect(await linker.annotate({ ...task, predictions: [] })).toEqual([]);
  await expect(linker.annotate(task)).rejects.toThrow(/document d1: "predictions" should be/);
});
