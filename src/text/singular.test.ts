import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { singulars } from "./singular.js";

describe("singulars", () => {
  it.each([
    ["jaguars", ["jaguar"]],
    ["boxes", ["box", "boxe"]],
    ["churches", ["church", "churche"]],
    ["cities", ["city", "citie"]],
    ["heroes", ["hero", "heroe"]],
    ["women", ["woman"]],
    ["firemen", ["fireman"]],
    ["mice", ["mouse"]],
    ["wolves", ["wolf"]],
    ["criteria", ["criterion"]],
  ])("of %s are %j", (word, expected) => {
    expect(singulars(word)).toEqual(expected);
  });

  it.each(["jaguar", "glass", "virus", "crisis", "bus", "gas", "us", "s", "", "sheep"])(
    "of %j are none",
    (word) => {
      expect(singulars(word)).toEqual([]);
    },
  );

  it("are never the word itself, empty or given twice", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,8}(s|es|ies|men|oes|ches)?$/), (word) => {
        const found = singulars(word);
        expect(new Set(found).size).toBe(found.length);
        for (const singular of found) {
          expect(singular).not.toBe(word);
          expect(singular).not.toBe("");
        }
      }),
    );
  });
});
