import { expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import { smallKb } from "../small-kb.contract.js";
import { countryDemonyms } from "./country-demonyms.js";
import { kbFacts } from "./kb-facts.js";

it("tells what the KB knows of an entity, and nothing of one that it lacks", async () => {
  const facts = kbFacts(await smallKb());
  expect([facts.name("per:jordan"), facts.classOf("per:jordan"), facts.count("per:jordan")]).toEqual([
    "Michael Jordan",
    "PER",
    50,
  ]);
  expect([facts.name("x"), facts.classOf("x"), facts.count("x")]).toEqual([undefined, undefined, 0]);
  expect(facts.isDemonym).toBeUndefined();
});

it("tells what a text means most often, all of them on a tie", async () => {
  expect(kbFacts(await smallKb()).mostPopular?.("JORDAN")).toEqual(["loc:jordan"]);
  expect(kbFacts(await smallKb()).mostPopular?.("Zork")).toEqual([]);
  const equals = await createKnowledgeBase([
    { id: "1", name: "Kite", count: 4 },
    { id: "2", name: "kite", count: 4 },
    { id: "3", name: "Kite", count: 2 },
  ]);
  expect(kbFacts(equals).mostPopular?.("kite")?.toSorted()).toEqual(["1", "2"]);
});

it("knows the demonyms of countries", async () => {
  const facts = kbFacts(await smallKb(), countryDemonyms());
  for (const word of ["Belgian", "Jordanians", "French", "Dutch"])
    expect(facts.isDemonym?.(word), word).toBe(true);
  for (const word of ["Belgium", "Jordan", ""]) expect(facts.isDemonym?.(word), word).toBe(false);
});
