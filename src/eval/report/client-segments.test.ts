import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { segmentsOf } from "./client-segments.js";

describe("segmentsOf", () => {
  it("divides a text at its marks, the shortest first", () => {
    const marks = [
      { start: 4, end: 22 },
      { start: 18, end: 22 },
      { start: 20, end: 30 },
    ];
    expect(segmentsOf(40, marks)).toEqual([
      { start: 0, end: 4, marks: [] },
      { start: 4, end: 18, marks: [0] },
      { start: 18, end: 20, marks: [1, 0] },
      { start: 20, end: 22, marks: [1, 2, 0] },
      { start: 22, end: 30, marks: [2] },
      { start: 30, end: 40, marks: [] },
    ]);
    expect(segmentsOf(0, [])).toEqual([]);
  });

  it("covers the text once, and each mark by the segments inside of it", () => {
    const span = fc
      .tuple(fc.nat(29), fc.integer({ min: 1, max: 12 }))
      .map(([start, length]) => ({ start, end: Math.min(30, start + length) }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (marks) => {
        const segments = segmentsOf(30, marks);
        expect(segments[0]?.start).toBe(0);
        expect(segments.at(-1)?.end).toBe(30);
        segments.forEach(({ start, end, marks: covering }, i) => {
          expect(start).toBeLessThan(end);
          if (i > 0) expect(start).toBe(segments[i - 1]?.end);
          const inside = marks.flatMap((mark, m) => (mark.start <= start && mark.end >= end ? [m] : []));
          expect([...covering].sort((a, b) => a - b)).toEqual(inside);
          const lengths = covering.map((m) => (marks[m]?.end ?? 0) - (marks[m]?.start ?? 0));
          expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
        });
      }),
    );
  });
});
