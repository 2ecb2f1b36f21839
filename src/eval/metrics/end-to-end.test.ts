import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JudgedDocument } from "../judged.js";
import { measureEndToEnd } from "./end-to-end.js";
import {
  answer,
  gold,
  hasCounted,
  judged,
  judgedDocument,
  perfect,
  shuffledDocuments,
} from "./judged-samples.contract.js";

const documents = fc.array(judgedDocument, { maxLength: 6 });

describe("measureEndToEnd", () => {
  it("counts by hand", () => {
    // Gold of a: A 0-5, B 10-15, NIL 20-25, X 30-35 (not in the KB), C 40-45
    // Found:     A 0-5, B 10-14, D 20-25,   NIL 30-35,             D 40-45, A 50-55, NIL 56-58
    // Strict: A right. Missed: B, X, C. False: B at 10-14, D on NIL, D on C, A on nothing.      tp 1 fp 4 fn 3
    // Weak: A and B right. Missed: X, C. False: D on NIL, D on C, A on nothing.                  tp 2 fp 3 fn 2
    // Spans: 0-5, 20-25, 30-35, 40-45 found; 10-15 missed; 10-14, 50-55, 56-58 false.            tp 4 fp 3 fn 1
    // In the KB with its span found: A (right), C (wrong).
    const one = judged({
      gold: [
        gold(0, 5, "A"),
        gold(10, 15, "B"),
        gold(20, 25, null),
        gold(30, 35, "X", { right: [] }),
        gold(40, 45, "C"),
      ],
      found: [
        answer(0, 5, "A"),
        answer(10, 14, "B"),
        answer(20, 25, "D"),
        answer(30, 35, null),
        answer(40, 45, "D"),
        answer(50, 55, "A"),
        answer(56, 58, null),
      ],
    });
    // Gold of b: A 0-5. Found: A 0-5.   tp 1 everywhere
    const two = judged({ gold: [gold(0, 5, "A")], found: [answer(0, 5, "A")] });
    // Nothing there and nothing found: no part of the means.
    const three = judged({ found: [] });
    const unrun = judged({ gold: [gold(0, 5, "A")] });
    expect(measureEndToEnd([one, two, three, unrun])).toEqual({
      documents: 3,
      links: 5,
      strict: { tp: 2, fp: 4, fn: 3, precision: 2 / 6, recall: 2 / 5, f1: 4 / 11 },
      weak: { tp: 3, fp: 3, fn: 2, precision: 3 / 6, recall: 3 / 5, f1: 6 / 11 },
      macro: {
        // a: 1/5, 1/4, 2/9; b: 1, 1, 1
        strict: { precision: 0.6, recall: 0.625, f1: 11 / 18 },
        // a: 2/5, 2/4, 4/9
        weak: { precision: 0.7, recall: 0.75, f1: 13 / 18 },
      },
      detection: { tp: 5, fp: 3, fn: 1, precision: 5 / 8, recall: 5 / 6, f1: 10 / 14 },
      foundAccuracy: 2 / 3,
    });
  });

  it("leaves out what does not count", () => {
    const document = judged({
      gold: [gold(0, 5, "A", { optional: true }), gold(10, 15, "B"), gold(50, 55, "C")],
      ignore: [{ start: 20, end: 30 }],
      evaluationSpan: { start: 0, end: 40 },
      found: [answer(0, 5, "D"), answer(10, 15, "B"), answer(22, 24, "A"), answer(50, 55, "A")],
    });
    const { strict, weak, detection, links } = measureEndToEnd([document]);
    for (const score of [strict, weak, detection])
      expect(score).toMatchObject({ tp: 1, fp: 0, fn: 0, f1: 1 });
    expect(links).toBe(1);
  });

  it("scores the reading that fits", () => {
    const readings = [gold(0, 20, "A"), gold(0, 10, "B", { parent: 0 }), gold(14, 20, "C", { parent: 0 })];
    const children = judged({ gold: readings, found: [answer(0, 10, "B"), answer(14, 20, "D")] });
    expect(measureEndToEnd([children])).toMatchObject({
      links: 2,
      strict: { tp: 1, fp: 1, fn: 1 },
      detection: { tp: 2, fp: 0, fn: 0 },
    });
    const parent = judged({ gold: readings, found: [answer(0, 20, "A"), answer(14, 20, "C")] });
    expect(measureEndToEnd([parent])).toMatchObject({ links: 1, strict: { tp: 1, fp: 0, fn: 0 } });
  });

  it("is defined where there is nothing", () => {
    const { strict, macro, foundAccuracy, documents } = measureEndToEnd([]);
    expect([strict.f1, macro.weak.f1, foundAccuracy, documents]).toEqual([null, null, null, 0]);
  });
});

describe("any end-to-end run", () => {
  /** Perfect in spans too: NIL is found, as NIL. */
  const allFound = (document: JudgedDocument): JudgedDocument => ({
    ...document,
    found: perfect(document).given?.flatMap((one) => (one === null ? [] : [one])) ?? [],
  });

  it("scores 1 everywhere when all is right", () => {
    const inKb = judgedDocument
      .filter(hasCounted)
      .filter(({ gold }) => gold.every(({ reference, right }) => reference === null || right.length > 0));
    fc.assert(
      fc.property(inKb, (document) => {
        const result = measureEndToEnd([allFound(document)]);
        const one = result.links > 0 ? 1 : null;
        for (const { precision, recall, f1 } of [result.strict, result.weak, result.macro.strict])
          expect([precision, recall, f1]).toEqual([one, one, one]);
        expect(result.detection.f1).toBe(1);
        expect(result.foundAccuracy).toBe(one);
      }),
    );
  });

  it("does not depend on the order of documents, mentions or predictions", () => {
    fc.assert(
      fc.property(shuffledDocuments, ([one, other]) => {
        const [a, b] = [one, other].map(measureEndToEnd);
        const { macro, ...micro } = a as NonNullable<typeof a>;
        expect(b).toMatchObject(micro);
        for (const mode of ["strict", "weak"] as const)
          expect(b?.macro[mode].f1 ?? -1).toBeCloseTo(macro[mode].f1 ?? -1, 12);
      }),
      { numRuns: 200 },
    );
  });

  it("has no lower weak than strict tp, and no more right links than links found", () => {
    fc.assert(
      fc.property(documents, (documents) => {
        const { strict, weak, detection } = measureEndToEnd(documents);
        expect(weak.tp).toBeGreaterThanOrEqual(strict.tp);
        const found = documents.flatMap(({ found }) => found ?? []);
        expect(weak.tp + weak.fp).toBeLessThanOrEqual(found.filter(({ entity }) => entity !== null).length);
        expect(detection.tp + detection.fp).toBeLessThanOrEqual(found.length);
      }),
      { numRuns: 200 },
    );
  });

  it("has no higher precision, and the same recall, with a wrong prediction more", () => {
    const at = fc.tuple(fc.nat(36), fc.integer({ min: 1, max: 14 }));
    fc.assert(
      fc.property(judgedDocument, at, (document, [start, length]) => {
        const found = [...(document.found ?? []), answer(start, start + length, "nothing that is gold")];
        const [before, after] = [document, { ...document, found }].map((one) => measureEndToEnd([one]));
        for (const mode of ["strict", "weak"] as const) {
          const [a, b] = [before?.[mode], after?.[mode]];
          expect(b?.precision ?? 0).toBeLessThanOrEqual(a?.precision ?? 1);
          expect(b?.recall).toBe(a?.recall);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives for two sets together the sums of their counts", () => {
    fc.assert(
      fc.property(documents, documents, (a, b) => {
        const [one, two, whole] = [a, b, [...a, ...b]].map(measureEndToEnd);
        for (const mode of ["strict", "weak", "detection"] as const)
          for (const key of ["tp", "fp", "fn"] as const)
            expect(whole?.[mode][key]).toBe((one?.[mode][key] ?? 0) + (two?.[mode][key] ?? 0));
      }),
    );
  });
});
