import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Candidate, candidatesIn, withoutOverlaps } from "./candidates.js";
import type { ReadText } from "./span-words.js";
import { textWindows } from "./windows.js";

const overlap = (a: Candidate, b: Candidate): boolean => a.from < b.to && b.from < a.to;

const spans: fc.Arbitrary<Candidate[]> = fc.array(
  fc
    .record({
      from: fc.nat(20),
      words: fc.integer({ min: 1, max: 5 }),
      score: fc.integer({ min: -4, max: 4 }),
    })
    .map(({ from, words, score }) => ({ from, to: from + words, score })),
  { maxLength: 40 },
);

describe("withoutOverlaps", () => {
  it("keeps spans that do not overlap, in the order of the text", () => {
    fc.assert(
      fc.property(spans, (all) => {
        const kept = withoutOverlaps(all);
        for (const [i, span] of kept.entries()) {
          expect(all).toContain(span);
          if (i > 0) expect(span.from).toBeGreaterThanOrEqual((kept[i - 1] as Candidate).to);
        }
      }),
    );
  });

  it("leaves out only what overlaps a span that is as good or better", () => {
    fc.assert(
      fc.property(spans, (all) => {
        const kept = withoutOverlaps(all);
        for (const span of all) {
          if (kept.includes(span)) continue;
          expect(kept.some((other) => overlap(span, other) && other.score >= span.score)).toBe(true);
        }
      }),
    );
  });

  it("takes the same spans above a threshold whether it is applied before or behind", () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: -4, max: 4 }), (all, least) => {
        const isKept = ({ score }: Candidate) => score >= least;
        expect(withoutOverlaps(all.filter(isKept))).toEqual(withoutOverlaps(all).filter(isKept));
      }),
    );
  });

  it("takes the better span, and of equal ones the first and then the longer", () => {
    const span = (from: number, to: number, score: number) => ({ from, to, score });
    expect(withoutOverlaps([span(0, 2, 1), span(1, 3, 2), span(3, 4, 0)])).toEqual([
      span(1, 3, 2),
      span(3, 4, 0),
    ]);
    expect(withoutOverlaps([span(1, 2, 1), span(0, 1, 1), span(0, 2, 1)])).toEqual([span(0, 2, 1)]);
  });
});

/** A text of words of one token each. */
const plainText = (length: number): ReadText => ({
  ids: new Int32Array(length),
  words: Array.from({ length }, (_, i) => ({ from: i, to: i + 1, start: 2 * i, end: 2 * i + 1, shape: 5 })),
});

describe("candidatesIn", () => {
  it("finds each span of a text in one of its windows, by its score there", () => {
    const [size, longest] = [8, 3];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (length) => {
        const read = plainText(length);
        const found = textWindows(read, size).flatMap((window) => {
          const words = window.words.to - window.words.from;
          // The score tells where in the window a span begins, and its length.
          const grid = Float32Array.from({ length: words * longest }, (_, i) => i);
          const scores = { window, grid, longest, size };
          for (const { from, to, score } of candidatesIn(read, scores, 0))
            expect(score).toBe((from - window.words.from) * longest + (to - from - 1));
          return candidatesIn(read, scores, 0);
        });
        const names = found.map(({ from, to }) => `${from} ${to}`);
        const all = read.words.flatMap((_, from) =>
          Array.from({ length: Math.min(longest, length - from) }, (_, w) => `${from} ${from + w + 1}`),
        );
        expect(names.toSorted()).toEqual(all.toSorted());
      }),
    );
  });

  it("leaves out what is not likely enough", () => {
    const read = plainText(3);
    const window = textWindows(read, 8)[0] as ReturnType<typeof textWindows>[number];
    const grid = Float32Array.of(0.5, -1, 2, 3, 0.4, 9);
    expect(candidatesIn(read, { window, grid, longest: 2, size: 8 }, 0.5)).toEqual([
      { from: 0, to: 1, score: 0.5 },
      { from: 1, to: 2, score: 2 },
      { from: 1, to: 3, score: 3 },
    ]);
  });
});
