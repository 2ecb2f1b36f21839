import { expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { normaliseAlias } from "../text/normalise.js";
import { nameParts } from "./name-parts.js";

const kb = await createKnowledgeBase([
  { id: "club", name: "Leicestershire County Cricket Club", count: 9 },
  { id: "village", name: "Enderby, Leicestershire", count: 3 },
  { id: "masoud", name: "Masoud Barzani", count: 2 },
  { id: "nechirvan", name: "Nechirvan Barzani", count: 5 },
]);
const parts = (words: string, allowed?: ReadonlySet<number>) =>
  nameParts(kb, words.split(" "), (index) => normaliseAlias(kb.nameAt(index) ?? "").split(" "), allowed).map(
    ({ index, held }) => [kb.at(index)?.id, held],
  );

it("finds the entities whose names hold all words, the most counted first", () => {
  expect(parts("leicestershire")).toEqual([
    ["club", 1],
    ["village", 1],
  ]);
  expect(parts("leicestershire cricket")).toEqual([["club", 1]]);
});

it("finds what holds the rarest word and something like another, where nothing holds all", () => {
  expect(parts("massoud barzani")).toEqual([["masoud", 0.85]]);
  expect(parts("thomas barzani")).toEqual([]);
});

it("keeps to what is allowed, and finds nothing by small words", () => {
  expect(parts("leicestershire", new Set([kb.index("village") as number]))).toEqual([["village", 1]]);
  expect(parts("of the")).toEqual([]);
});
