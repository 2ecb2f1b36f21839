import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePostings, encodePostings, mergePostings, type Posting, type Tier } from "./postings.js";

const posting: fc.Arbitrary<Posting> = fc.record({
  index: fc.oneof(fc.nat({ max: 5 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
  count: fc.oneof(fc.nat({ max: 3 }), fc.float({ min: 0, noNaN: true, noDefaultInfinity: true })),
  casing: fc.integer({ min: 0, max: 15 }),
  tier: fc.constantFrom<Tier>("name", "alias"),
});
const postings = fc.uniqueArray(posting, { selector: ({ index }) => index, maxLength: 20 });

describe("encodePostings", () => {
  it("gives back what it was given, highest count first and ties by index", () => {
    fc.assert(
      fc.property(postings, fc.boolean(), (given, longer) => {
        const bytes = encodePostings(given, longer);
        expect(bytes).toHaveLength(1 + 9 * given.length);
        const sorted = [...given].sort((a, b) => b.count - a.count || a.index - b.index);
        expect(decodePostings(bytes)).toEqual({ postings: sorted, longer });
      }),
    );
  });

  it("is read also where it begins at an odd byte of a larger buffer", () => {
    const given: Posting[] = [{ index: 4_000_000_000, count: 1.5, casing: 9, tier: "alias" }];
    const bytes = encodePostings(given, true);
    const larger = new Uint8Array(bytes.length + 8).fill(255);
    larger.set(bytes, 3);
    expect(decodePostings(larger.subarray(3, 3 + bytes.length))).toEqual({ postings: given, longer: true });
  });

  it("keeps an order that encoding again does not change, also of counts that 32 bits cannot tell apart", () => {
    const count = fc.constantFrom(2 ** 24, 2 ** 24 + 1, 2 ** 24 + 2, 0.1, 0.1 + 1e-12, 1e300, 2e300);
    fc.assert(
      fc.property(fc.array(count, { maxLength: 8 }), (counts) => {
        const given = counts.map((count, i) => ({
          index: counts.length - i,
          count,
          casing: 1,
          tier: "name" as const,
        }));
        const once = encodePostings(given, false);
        expect(encodePostings(decodePostings(once).postings, false)).toEqual(once);
      }),
    );
  });

  it("leaves its argument as it is", () => {
    const given: Posting[] = [1, 2, 3].map((count) => ({ index: count, count, casing: 1, tier: "name" }));
    encodePostings(given, false);
    expect(given.map(({ count }) => count)).toEqual([1, 2, 3]);
  });
});

describe("mergePostings", () => {
  it("adds counts, joins casings and keeps the best tier, by entity", () => {
    fc.assert(
      fc.property(fc.array(posting, { maxLength: 30 }), (given) => {
        const merged = mergePostings(given);
        expect(new Set(merged.map(({ index }) => index)).size).toBe(merged.length);
        for (const { index, count, casing, tier } of merged) {
          const own = given.filter((one) => one.index === index);
          expect(count).toBe(own.reduce((sum, one) => sum + one.count, 0));
          expect(casing).toBe(own.reduce((bits, one) => bits | one.casing, 0));
          expect(tier).toBe(own.some((one) => one.tier === "name") ? "name" : "alias");
        }
        expect(merged.length).toBe(new Set(given.map(({ index }) => index)).size);
      }),
    );
  });

  it("leaves its argument as it is", () => {
    const one: Posting = { index: 1, count: 1, casing: 1, tier: "alias" };
    mergePostings([one, { ...one, casing: 2, tier: "name" }]);
    expect(one).toEqual({ index: 1, count: 1, casing: 1, tier: "alias" });
  });
});
