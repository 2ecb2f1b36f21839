import { describe, expect, it } from "vitest";
import { type CountedAnchor, cleanAnchor, whyNoName } from "./anchor-rules.js";

describe("the name in a link's text", () => {
  it.each([
    ["Einstein", "Einstein"],
    [" “The Trial” ", "The Trial"],
    ["(Paris)", "Paris"],
    ["Mercury (planet)", "Mercury (planet)"],
    ["Einstein's", "Einstein"],
    ["l'Oise", "Oise"],
    ["Apple Inc.", "Apple Inc."],
    [", Texas", "Texas"],
    ["Paris,", "Paris"],
    ["-40", "-40"],
    ["'''", ""],
    ["「雪国」", "雪国"],
    ["C++", "C++"],
  ])("%s is %s", (text, name) => {
    expect(cleanAnchor(text)).toBe(name);
  });
});

describe("a name is left out", () => {
  const of = (anchor: string, more: Partial<CountedAnchor> = {}): CountedAnchor => ({
    anchor,
    target: "Somewhere",
    count: 5,
    all: 10,
    ...more,
  });
  const limits = { minCount: 2, minShare: 0.1, lang: "en" };
  it.each([
    ["where nothing is left of it", of(""), "empty"],
    ["that is a letter", of("a"), "a single character"],
    ["that is a number", of("1,234"), "number"],
    ["that is an ordinal", of("3rd"), "number"],
    ["that is a sentence", of("one two three four five six seven eight nine ten eleven"), "too long"],
    ["that names nothing", of("Here"), "names nothing"],
    ["in lower case, linked once", of("physicist", { count: 1, all: 1 }), "rare in lower case"],
    ["with too few links", of("Somewhat", { count: 1 }), "few links"],
    ["with too small a share", of("Springfield", { count: 9, all: 100 }), "small share"],
  ])("%s", (_, anchor, why) => {
    expect(whyNoName(anchor, limits)).toBe(why);
  });
  it.each([
    ["a name", of("Springfield")],
    ["a letter of Chinese", of("茶")],
    ["a title in lower case", of("somewhere")],
    ["a common noun that is often linked", of("physicist", { count: 50, all: 60 })],
    ["digits with letters", of("747-400ER")],
  ])("but not %s", (_, anchor) => {
    expect(whyNoName(anchor, limits)).toBeUndefined();
  });
  it("by the words of the wiki's own language", () => {
    const hier = of("hier");
    expect(whyNoName(hier, { ...limits, lang: "de" })).toBe("names nothing");
    expect(whyNoName(hier, limits)).toBeUndefined();
  });
});
