import { expect, it } from "vitest";
import { textName, textWith } from "./sample-text.contract.js";
import { spelling } from "./spelling.js";

it.each([
  ["St. Petersburg", "saint petersburg"],
  ["Saint Petersburg", "st petersburg"],
  ["Boeing Co.", "boeing"],
  ["Apple Inc", "apple incorporated"],
  ["the Beatles", "beatles"],
  ["Juergen Klinsmann", "jurgen klinsmann"],
  ["Key Corp", "keycorp"],
])("knows another spelling of %s", (surface, key) => {
  expect(spelling(textName(surface), textWith())).toContain(key);
});

it("leaves other names alone", () => {
  expect(spelling(textName("Peter"), textWith())).toEqual([]);
});
