import fc from "fast-check";
import { expect, it } from "vitest";
import { OverlapIndex } from "./overlap-index.js";

const span = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 20 })).map(([start, length]) => ({
  start,
  end: start + length,
}));

it("finds the spans that share text, as a look at each does", () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 20 }), span, (spans, { start, end }) => {
      const expected = [...spans.keys()].filter(
        (i) => (spans[i]?.start ?? 0) < end && (spans[i]?.end ?? 0) > start,
      );
      expect(new OverlapIndex(spans).overlapping({ start, end }).sort((a, b) => a - b)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

it("does not take spans that only touch", () => {
  const index = new OverlapIndex([
    { start: 0, end: 4 },
    { start: 6, end: 9 },
  ]);
  expect(index.overlapping({ start: 4, end: 6 })).toEqual([]);
  expect(index.overlapping({ start: 3, end: 7 }).sort()).toEqual([0, 1]);
});
