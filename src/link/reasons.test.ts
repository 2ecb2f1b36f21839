import { expect, it } from "vitest";
import { reasons } from "./reasons.js";

it("says what tells one candidate from another, what counts most first", () => {
  expect(reasons({ prior: -2, context: 3, name: 0.5 }, { prior: -1, name: 0.4, fixed: 2 })).toEqual([
    { term: "context", difference: 3, words: "the words around it fit it better" },
    { term: "fixed", difference: -2, words: "the text is known to speak of the other" },
    { term: "prior", difference: -1, words: "the name means it less often, or it is less known" },
  ]);
});

it("has nothing to say of two that are alike", () => {
  expect(reasons({ prior: -1, context: 0.1 }, { prior: -1 })).toEqual([]);
});
