import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureCalibration } from "./calibration.js";
import { answer, gold, judged, judgedDocument, shuffledDocuments } from "./judged-samples.contract.js";

/** A document of mentions of "A" that were answered with these confidences, rightly or wrongly. */
const answered = (...answers: [confidence: number | undefined, right: boolean][]) =>
  judged({
    gold: answers.map((_, i) => gold(2 * i, 2 * i + 1, "A")),
    given: answers.map(([confidence, right], i) => answer(2 * i, 2 * i + 1, right ? "A" : "B", confidence)),
  });

describe("measureCalibration", () => {
  it("counts by hand", () => {
    // Two bins. 0 to 0.5: 0.2 wrong, 0.4 right: mean 0.3, accuracy 0.5.
    // 0.5 to 1: 0.5 wrong, 0.9 right, 1 right: mean 0.8, accuracy 2/3.
    // ECE = 2/5 · 0.2 + 3/5 · 2/15 = 0.16. Brier = (0.04 + 0.36 + 0.25 + 0.01 + 0) / 5 = 0.132.
    const { brier, ece, reliability } = measureCalibration(
      [
        answered([0.2, false], [0.9, true]),
        answered([0.4, true], [0.5, false], [1, true], [undefined, true]),
      ],
      2,
    );
    expect(ece).toBeCloseTo(0.16, 12);
    expect(brier).toBeCloseTo(0.132, 12);
    expect(reliability).toEqual([
      { from: 0, to: 0.5, confidence: expect.closeTo(0.3, 12), accuracy: 0.5, mentions: 2 },
      { from: 0.5, to: 1, confidence: expect.closeTo(0.8, 12), accuracy: 2 / 3, mentions: 3 },
    ]);
  });

  it("keeps as much as a precision permits", () => {
    // Nine right at 0.9, one wrong at 0.8, ten right at 0.7, one wrong at 0.6: 9/9, 9/10, 19/20, 19/21 = 0.905.
    const times = (n: number, confidence: number, right: boolean) =>
      Array.from({ length: n }, (): [number, boolean] => [confidence, right]);
    const document = answered(
      ...times(1, 0.6, false),
      ...times(9, 0.9, true),
      ...times(1, 0.8, false),
      ...times(10, 0.7, true),
    );
    expect(measureCalibration([document]).coverage).toEqual([
      { precision: 0.9, coverage: 1, threshold: 0.6 },
      { precision: 0.95, coverage: 20 / 21, threshold: 0.7 },
      { precision: 0.99, coverage: 9 / 21, threshold: 0.9 },
    ]);
  });

  it("does not split ties, and counts all mentions", () => {
    // Right and wrong at 0.9: no threshold has the right one alone. NIL and unanswered mentions are mentions.
    const tied = answered([0.9, true], [0.9, false]);
    expect(measureCalibration([tied]).coverage[0]).toEqual({ precision: 0.9, coverage: 0, threshold: null });
    const nil = judged({
      gold: [gold(0, 5, "A"), gold(10, 15, null), gold(20, 25, "A"), gold(30, 35, "A")],
      given: [answer(0, 5, "A", 0.9), answer(10, 15, null, 0.95), null, answer(30, 35, "A")],
    });
    const { coverage, reliability } = measureCalibration([nil]);
    expect(coverage[0]).toEqual({ precision: 0.9, coverage: 0.25, threshold: 0.9 });
    expect(reliability.map(({ mentions }) => mentions)).toEqual([1, 1]);
  });

  it("leaves out what does not count", () => {
    const document = judged({
      gold: [gold(0, 5, "A", { optional: true }), gold(10, 15, "B"), gold(50, 55, "C")],
      given: [answer(0, 5, "D", 0.9), answer(10, 15, "B", 1), answer(50, 55, "D", 0.8)],
      evaluationSpan: { start: 0, end: 40 },
    });
    expect(measureCalibration([document])).toMatchObject({ brier: 0, ece: 0 });
  });

  it("takes the links found where no mentions were given", () => {
    // Right with 0.9, wrong with 0.6; no decision: NIL, and a link that is ignored.
    const document = judged({
      gold: [gold(0, 5, "A"), gold(10, 15, "B")],
      ignore: [{ start: 20, end: 30 }],
      found: [
        answer(0, 5, "A", 0.9),
        answer(10, 14, "B", 0.6),
        answer(20, 22, "C", 0.1),
        answer(40, 45, null, 0.5),
      ],
    });
    const { brier, coverage } = measureCalibration([document]);
    expect(brier).toBeCloseTo((0.01 + 0.36) / 2, 12);
    expect(coverage[0]).toEqual({ precision: 0.9, coverage: 0.5, threshold: 0.9 });
    const given = { ...document, given: [answer(0, 5, "A", 1), answer(10, 15, "B", 1)] };
    expect(measureCalibration([given]).brier).toBe(0);
  });

  it("is not defined without confidences", () => {
    const none = { brier: null, ece: null, reliability: [] };
    const coverage = [0.9, 0.95, 0.99].map((precision) => ({ precision, coverage: null, threshold: null }));
    expect(measureCalibration([])).toEqual({ ...none, coverage });
    expect(measureCalibration([answered([undefined, true])])).toEqual({ ...none, coverage });
  });

  it("finds no error where confidences are the shares that are right", () => {
    // For any bin a confidence k/n of which k of n are right.
    const group = fc.integer({ min: 1, max: 12 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 8 }), (groups) => {
        const answers = groups.flatMap(([k, n]) =>
          Array.from({ length: n }, (_, i): [number, boolean] => [k / n, i < k]),
        );
        expect(measureCalibration([answered(...answers)]).ece).toBeCloseTo(0, 12);
      }),
    );
  });

  it("lies between 0 and 1, and does not depend on order", () => {
    fc.assert(
      fc.property(shuffledDocuments, fc.boolean(), ([one, other], isGiven) => {
        const [a, b] = [one, other].map((all) =>
          measureCalibration(isGiven ? all : all.map((document) => ({ ...document, given: null }))),
        );
        for (const value of [a?.brier, a?.ece, ...(a?.coverage.map(({ coverage }) => coverage) ?? [])]) {
          expect(value ?? 0).toBeGreaterThanOrEqual(0);
          expect(value ?? 0).toBeLessThanOrEqual(1);
        }
        expect(b?.coverage).toEqual(a?.coverage);
        expect(b?.ece ?? -1).toBeCloseTo(a?.ece ?? -1, 12);
        expect(b?.brier ?? -1).toBeCloseTo(a?.brier ?? -1, 12);
      }),
    );
  });

  it("covers less at a higher precision, and what it keeps has the precision", () => {
    fc.assert(
      fc.property(fc.array(judgedDocument, { maxLength: 4 }), (documents) => {
        const links = documents.flatMap((document) =>
          document.gold.flatMap(({ start, end, right, optional }, i) => {
            const { evaluationSpan: part, given } = document;
            const isInside = part === undefined || (start >= part.start && end <= part.end);
            const { entity = null, confidence } = given?.[i] ?? {};
            if (!isInside || optional || entity === null || confidence === undefined) return [];
            return [{ confidence, right: right.includes(entity) }];
          }),
        );
        const { coverage } = measureCalibration(documents);
        coverage.forEach(({ precision, coverage: share, threshold }, i) => {
          expect(share ?? 0).toBeLessThanOrEqual(coverage[i - 1]?.coverage ?? 1);
          if (threshold === null) return;
          const kept = links.filter(({ confidence }) => confidence >= threshold);
          expect(kept.filter(({ right }) => right).length / kept.length).toBeGreaterThanOrEqual(precision);
        });
      }),
    );
  });
});
