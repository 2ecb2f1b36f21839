import { describe, expect, it } from "vitest";
import { countTerms, termsOf } from "./terms.js";

describe("termsOf", () => {
  it("are stems, folded, in order, without stop words", () => {
    expect(termsOf("The Cafés of Málaga, and its café")).toEqual(["cafe", "malaga", "cafe"]);
  });

  it("are the words as they are where a text has nothing but stop words", () => {
    expect(termsOf("The Who")).toEqual(["the", "who"]);
    expect(termsOf("It (1990)")).toEqual(["1990"]);
  });

  it("are the words of any script", () => {
    expect(termsOf("我们住在北京")).toContain("北京");
    expect(termsOf("Москва")).toEqual(["москва"]);
  });

  it("leave out signs, and what is too long for a word", () => {
    expect(termsOf("– ? ,")).toEqual([]);
    expect(termsOf(`planet ${"ACGT".repeat(20)}`)).toEqual(["planet"]);
  });
});

describe("countTerms", () => {
  it("counts each occurrence by the weight of its text", () => {
    const counts = countTerms([{ text: "Mercury", weight: 3 }, { text: "the planet Mercury" }]);
    expect(Object.fromEntries(counts)).toEqual({ mercuri: 4, planet: 1 });
  });

  it("takes fractions where they are not forbidden", () => {
    expect(countTerms([{ text: "sun", weight: 0.5 }]).get("sun")).toBe(0.5);
    expect(() => countTerms([{ text: "sun", weight: 0.5 }], { whole: true })).toThrow(
      "the weight of a text should be a whole number above 0, at most 1000",
    );
  });

  it.each([0, -1, Number.NaN, 1001, Number.POSITIVE_INFINITY])("refuses the weight %d", (weight) => {
    expect(() => countTerms([{ text: "sun", weight }])).toThrow("above 0, at most 1000");
  });
});
