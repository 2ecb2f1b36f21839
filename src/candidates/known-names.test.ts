import { expect, it } from "vitest";
import { KnownNames } from "./known-names.js";
import { textName } from "./rules/sample-text.contract.js";

const known = (...names: [surface: string, index: number | null][]) =>
  new KnownNames(names.map(([surface, index]) => ({ name: textName(surface), index })));
const shares = (names: KnownNames, surface: string, after = "") => {
  const meaning = names.meaning(textName(surface, after));
  return meaning && [meaning.by, Object.fromEntries(meaning.shares)];
};

it("says what a name means that is known, however often", () => {
  const names = known(["Jordan", 1], ["Jordan", 1], ["Jordan", 2], ["Jordan", null]);
  expect(shares(names, "JORDAN")).toEqual(["same", { 1: 0.5, 2: 0.25, null: 0.25 }]);
  expect(names.meaningsOf("jordan")).toEqual([1, 2, null]);
  expect([...names.entities]).toEqual([1, 2]);
  expect(shares(names, "Jordan River")).toBeUndefined();
  expect(names.meaningsOf("amman")).toEqual([]);
});

it("says of a short form what the longer names mean", () => {
  const names = known(["Ann Mary Lee", 1], ["Bo Lee", 2], ["World Trade Organisation", 3], ["Lee", 4]);
  expect(shares(names, "Ann Mary")).toEqual(["form", { 1: 1 }]);
  expect(shares(names, "A. M. Lee")).toEqual(["form", { 1: 1 }]);
  expect(shares(names, "WTO")).toEqual(["form", { 3: 1 }]);
  // The name itself is known.
  expect(shares(names, "Lee")).toEqual(["same", { 4: 1 }]);
  expect(shares(known(["Ann Lee", 1], ["Bo Lee", 2]), "Lee")).toEqual(["form", { 1: 0.5, 2: 0.5 }]);
});

it("keeps words in small letters apart from names with capitals", () => {
  expect(shares(known(["Turkey", 1]), "turkey")).toBeUndefined();
  expect(shares(known(["turkey", 1]), "Turkey")).toBeUndefined();
  expect(shares(known(["turkey", 1]), "turkey")).toEqual(["same", { 1: 1 }]);
  expect(shares(known(["Ann Summer", 1]), "summer")).toBeUndefined();
});

it("knows names of scripts without case, and none without a letter", () => {
  expect(shares(known(["東京", 1]), "東京")).toEqual(["same", { 1: 1 }]);
  expect(shares(known(["…", 1]), "!")).toBeUndefined();
});
