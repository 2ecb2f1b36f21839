import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { singularsOf } from "./singular.js";

describe("singularsOf", () => {
  it.each([
    ["city", "city"],
    ["cities", "city"],
    ["film studios", "film studio"],
    ["churches", "church"],
    ["buses", "bus"],
    ["classes", "class"],
    ["businessmen", "businessman"],
    ["children", "child"],
    ["genera", "genus"],
    ["women", "woman"],
    ["matrices", "matrix"],
    ["volcanoes", "volcano"],
  ])("%s may be of %s", (words, singular) => {
    expect(singularsOf(words)).toContain(singular);
  });

  it("leaves alone what has no plural ending", () => {
    expect(singularsOf("glass")).toEqual(["glass"]);
    expect(singularsOf("gas")).toEqual(["gas"]);
  });

  it("offers the words as they are first, and changes only the last", () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[a-z]{1,9}$/), (before, last) => {
        const found = singularsOf(`${before} ${last}`);
        expect(found[0]).toBe(`${before} ${last}`);
        for (const words of found) expect(words.startsWith(`${before} `)).toBe(true);
      }),
    );
  });
});
