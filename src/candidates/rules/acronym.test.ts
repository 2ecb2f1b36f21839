import { expect, it } from "vitest";
import { acronym } from "./acronym.js";
import { textName, textWith } from "./sample-text.contract.js";

const text = textWith("World Trade Organisation");

it.each(["WTO", "W.T.O."])("reads %s as the name that its letters begin", (surface) => {
  expect(acronym(textName(surface), text)).toEqual(["world trade organisation"]);
});

it("reads a name as the letters that follow it in parentheses", () => {
  expect(acronym(textName("World Trade Organisation", " (WTO) met"), text)).toEqual(["wto"]);
  expect(acronym(textName("World Trade Organisation", " ( W.T.O. ) met"), text)).toEqual(["wto"]);
});

it("takes no word in small letters for an acronym", () => {
  expect(acronym(textName("Wto"), text)).toEqual([]);
});
