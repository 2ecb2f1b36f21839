import { expect, it } from "vitest";
import { countryWord } from "./country-word.js";
import { textName, textWith } from "./sample-text.contract.js";

const read = (surface: string) => countryWord(textName(surface), textWith());

it.each(["Belgian", "Belgians", "BEL"])("reads %s as its country", (surface) => {
  expect(read(surface)).toEqual(["belgium"]);
});

it("takes codes for codes in capitals only", () => {
  expect(read("can")).toEqual([]);
  expect(read("CAN")).toEqual(["canada"]);
});
