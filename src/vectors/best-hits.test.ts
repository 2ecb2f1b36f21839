import fc from "fast-check";
import { expect, it } from "vitest";
import { BestHits } from "./best-hits.js";

const offers = fc.uniqueArray(fc.record({ row: fc.nat(200), score: fc.integer({ min: -3, max: 3 }) }), {
  selector: ({ row }) => row,
});

it("keeps what sorting all and cutting keeps", () => {
  fc.assert(
    fc.property(offers, fc.nat(12), (hits, k) => {
      const best = new BestHits(k);
      for (const { row, score } of hits) best.offer(row, score);
      const expected = [...hits].sort((a, b) => b.score - a.score || a.row - b.row).slice(0, k);
      expect(best.sorted()).toEqual(expected);
      expect(best.least).toBe(expected.length < k ? -Infinity : (expected.at(-1)?.score ?? Infinity));
    }),
  );
});
