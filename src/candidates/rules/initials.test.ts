import { expect, it } from "vitest";
import { initials } from "./initials.js";
import { textName, textWith } from "./sample-text.contract.js";

const text = textWith("John Smith", "Anna Smith", "John Fitzgerald Kennedy");

it("reads initials as the first names that they begin", () => {
  expect(initials(textName("J. Smith"), text)).toEqual(["john smith"]);
  expect(initials(textName("J. F. Kennedy"), text)).toEqual(["john fitzgerald kennedy"]);
});

it("leaves names without an initial alone", () => {
  expect(initials(textName("Jo Smith"), text)).toEqual([]);
  expect(initials(textName("Smith"), text)).toEqual([]);
});
