import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { definitionOf, titleWords } from "./definition.js";

describe("a definition", () => {
  it.each([
    ["Mercury ( symbol ☿ ) is the smallest planet in the Solar System .", "planet"],
    ["American ice hockey player", "player"],
    ["a species of beetle in the family Carabidae", "beetle"],
    ["Berlin ( / bɜːrˈlɪn / ) is the capital and largest city of Germany", "capital"],
    ["Thriller is the sixth studio album by American singer Michael Jackson , released in 1982 .", "album"],
    ["The Dead Sea is a salt lake bordered by Jordan . It was known to Herod .", "lake"],
    ["", undefined],
    ["is a", undefined],
  ])("of %j has the noun %j", (description, noun) => {
    expect(definitionOf(description).noun).toBe(noun);
  });

  it("has the words that tell something", () => {
    expect(definitionOf("John Doe (born 1950) was a German-born American football coach.").words).toEqual([
      "german",
      "american",
      "football",
      "coach",
    ]);
  });

  it("is read of any text", () => {
    const isRead = (text: string) => definitionOf(text).words.every((word) => word !== "");
    assert(property(string(), isRead), { numRuns: 30 });
  });
});

describe("the brackets of a title", () => {
  it("have words that tell what it is", () => {
    expect(titleWords("Thriller (1983 Michael Jackson album)")).toEqual(["michael", "jackson", "album"]);
    expect(titleWords("Mercury (planet)")).toEqual(["planet"]);
    expect(titleWords("Mercury")).toEqual([]);
    expect(titleWords("(What's the Story) Morning Glory?")).toEqual([]);
  });
});
