import fc from "fast-check";
import { expect, it } from "vitest";
import { isNear } from "./near.js";

it("knows spellings of one word", () => {
  expect(isNear("massoud", "masoud")).toBe(true);
  expect(isNear("yastrzhembsky", "yastrzembski")).toBe(true);
  expect(isNear("andrew", "anders")).toBe(false);
  expect(isNear("bill", "will")).toBe(false);
  expect(isNear("ann", "anne")).toBe(false);
});

it("is the same both ways", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 10 });
  fc.assert(fc.property(word, word, (a, b) => isNear(a, b) === isNear(b, a)));
});
