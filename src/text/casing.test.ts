import { describe, expect, it } from "vitest";
import { Casing, casingOf } from "./casing.js";

const { lower, title, upper, mixed } = Casing;

describe("casingOf", () => {
  it.each([
    ["jaguar", lower],
    ["tiger lily", lower],
    ["1990s", lower],
    ["été", lower],
    ["2001", lower],
    ["", lower],
    ["東京", lower],
    ["of the", lower],
    ["Jaguar", title],
    ["New York", title],
    ["Bank of England", title],
    ["the Beatles", title],
    ["Ludwig van Beethoven", title],
    ["al-Qaeda", title],
    ["Jeanne d'Arc", title],
    ["O’Brien", title],
    ["Jaguar's", title],
    ["X-ray", title],
    ["Stratford-upon-Avon", title],
    ["NBC News", title],
    ["20th Century Fox", title],
    ["Ph.D.", title],
    ["Émile Zola", title],
    ["Éric Łódź", title],
    ["US", upper],
    ["NASA", upper],
    ["U.S.", upper],
    ["B-52", upper],
    ["AT&T", upper],
    ["3M", upper],
    ["ÉTÉ", upper],
    ["МВД", upper],
    ["A", title | upper],
    ["É", title | upper],
    ["iPhone", mixed],
    ["McDonald", mixed],
    ["eBay", mixed],
    ["PhD", mixed],
    ["tiger lily Rose", mixed],
    ["New york", mixed],
    ["Lord of the rings", mixed],
    ["i-Mode", mixed],
    ["élan Vital", mixed],
  ])("%s", (surface, expected) => {
    expect(casingOf(surface)).toBe(expected);
  });

  it("treats a Latin-1 name as its ASCII counterpart", () => {
    for (const name of ["Emile", "emile", "EMILE", "eMile", "Emile-emile", "emile Emile"])
      expect(casingOf(name.replaceAll("e", "é").replaceAll("E", "É"))).toBe(casingOf(name));
  });
});
