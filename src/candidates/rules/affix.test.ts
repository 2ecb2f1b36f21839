import { expect, it } from "vitest";
import { affix } from "./affix.js";
import { textName, textWith } from "./sample-text.contract.js";

it.each([
  ["London-based", "london"],
  ["U.S.-led", "us"],
  ["anti-American", "american"],
  ["Bulls", "bull"],
  ["Dodger", "dodgers"],
  ["Surinamese", "suriname"],
  ["Transylvanian", "transylvania"],
  ["Zairean", "zaire"],
])("finds the name inside %s", (surface, key) => {
  expect(affix(textName(surface), textWith())).toContain(key);
});

it("takes no short word for an adjective of a place", () => {
  expect(affix(textName("Man"), textWith())).toEqual(["mans"]);
});
