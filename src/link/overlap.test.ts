import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { overlap, weigh } from "./overlap.js";

const rarity = (stem: string) => stem.length;
const context = (...stems: string[]) => new Map(stems.map((stem) => [stem, 1]));

describe("weigh", () => {
  it("adds up the rarities", () => {
    const { stems, total, rarities } = weigh(new Set(["ab", "abc"]), rarity);
    expect(stems).toEqual(["ab", "abc"]);
    expect([...rarities]).toEqual([2, 3]);
    expect(total).toBe(5);
  });
});

describe("overlap", () => {
  it("is 0 without a shared stem, without context and without a description", () => {
    const entity = weigh(["cat", "forest"], rarity);
    expect(overlap(context("car"), entity)).toBe(0);
    expect(overlap(context(), entity)).toBe(0);
    expect(overlap(context("cat"), weigh([], rarity))).toBe(0);
  });

  it("counts rare words for more, and distant ones for less", () => {
    const entity = weigh(["cat", "forest"], rarity);
    expect(overlap(context("forest"), entity)).toBeGreaterThan(overlap(context("cat"), entity));
    expect(overlap(new Map([["cat", 0.5]]), entity)).toBeCloseTo(overlap(context("cat"), entity) / 2, 6);
  });

  it("does not favour what is described at length", () => {
    const long = weigh(["cat", ..."abcdefghij".split("").map((letter) => letter.repeat(5))], rarity);
    expect(overlap(context("cat"), long)).toBeLessThan(overlap(context("cat"), weigh(["cat"], rarity)));
  });

  it("never falls when the context grows", () => {
    const stems = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(stems, stems, stems, (entity, some, more) => {
        const weighted = weigh(entity, rarity);
        const less = overlap(context(...some), weighted);
        expect(overlap(context(...some, ...more), weighted)).toBeGreaterThanOrEqual(less);
        expect(less).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
