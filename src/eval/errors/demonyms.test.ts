import { describe, expect, it } from "vitest";
import { demonymTest, looksLikeDemonym } from "./demonyms.js";

describe("demonymTest", () => {
  it("knows the words of its table, in any casing and number", () => {
    const isDemonym = demonymTest(["Belgian", "Swede, Swedish", "Manx/Manxman", ""]);
    for (const word of ["Belgian", "Belgians", "BELGIAN", "Swedes", "Swedish", "Manxman"])
      expect(isDemonym(word), word).toBe(true);
    for (const word of ["Belgium", "", "s", "Sweden"]) expect(isDemonym(word), word).toBe(false);
  });
});

describe("looksLikeDemonym", () => {
  it.each([
    ["Roman", "Rome"],
    ["Parisians", "Paris"],
    ["Maltese", "Malta"],
    ["French", "France"],
    ["Greek", "Greece"],
    ["Swiss", "Switzerland"],
    ["Iraqi", "Republic of Iraq"],
  ])("%s of %s", (surface, place) => expect(looksLikeDemonym(surface, place)).toBe(true));

  it.each([
    ["Iran", "Islamic Republic of Iran"],
    ["Milan", "Milan"],
    ["Paris", "Paris, Texas"],
    ["roman", "Rome"],
    ["Roman Empire", "Rome"],
    ["Berlin", "Germany"],
  ])("not %s of %s", (surface, place) => expect(looksLikeDemonym(surface, place)).toBe(false));
});
