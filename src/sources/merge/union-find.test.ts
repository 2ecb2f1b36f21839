import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnionFind } from "./union-find.js";

describe("UnionFind", () => {
  it("has the sets of a naive union", () => {
    const pairs = fc.array(fc.tuple(fc.nat({ max: 19 }), fc.nat({ max: 19 })), { maxLength: 30 });
    fc.assert(
      fc.property(pairs, (unions) => {
        const sets = new UnionFind(20);
        const labels = Array.from({ length: 20 }, (_, i) => i);
        for (const [one, other] of unions) {
          sets.union(one, other);
          const [from, to] = [labels[one], labels[other] as number];
          labels.forEach((label, i) => {
            if (label === from) labels[i] = to;
          });
        }
        for (let i = 0; i < 20; i++)
          for (let j = 0; j < 20; j++) expect(sets.find(i) === sets.find(j)).toBe(labels[i] === labels[j]);
      }),
    );
  });
});
