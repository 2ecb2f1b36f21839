import { expect, it } from "vitest";
import { place } from "./place.js";
import { textName, textWith } from "./sample-text.contract.js";

const read = (surface: string, after = "") => place(textName(surface, after), textWith());

it("reads a place with what it lies in", () => {
  expect(read("Springfield", ", Ill., on Monday")).toContain("springfield illinois");
  expect(read("Springfield", " , Illinois")).toContain("springfield illinois");
  expect(read("Portland", ", New South Wales")).toContain("portland new south wales");
});

it("reads a mention of both as either", () => {
  expect(read("Springfield, Ill.")).toEqual(["springfield illinois", "springfield ill", "springfield"]);
});

it("reads an abbreviation by itself as what it stands for", () => {
  expect(read("Penn.")).toEqual(["pennsylvania"]);
});

it("has nothing to say where no place follows", () => {
  expect(read("Springfield", ", where it rained")).toEqual([]);
});
