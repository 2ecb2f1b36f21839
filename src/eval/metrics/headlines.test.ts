import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureCalibration } from "./calibration.js";
import { measureDisambiguation } from "./disambiguation.js";
import { measureEndToEnd } from "./end-to-end.js";
import { headlinesOf, sumRows } from "./headlines.js";
import { gold, judged, judgedDocument } from "./judged-samples.contract.js";

const names = (...args: Parameters<typeof headlinesOf>) => headlinesOf(...args).map(({ name }) => name);

describe("headlinesOf", () => {
  it("are the numbers that are reported", () => {
    fc.assert(
      fc.property(fc.array(judgedDocument, { maxLength: 5 }), (documents) => {
        const { inKbAccuracy, accuracy, nil, candidateRecall } = measureDisambiguation(documents, [3]);
        const { strict, weak } = measureEndToEnd(documents);
        const expected = {
          inKbAccuracy,
          accuracy,
          "nil.f1": nil.f1,
          "candidateRecall.3": candidateRecall["3"] ?? null,
          "strict.f1": strict.f1,
          "weak.f1": weak.f1,
          ece: measureCalibration(documents).ece,
        };
        const headlines = headlinesOf(documents, [3]);
        const defined = Object.entries(expected).filter(([, value]) => value !== null);
        expect(headlines.map(({ name }) => name).sort()).toEqual(defined.map(([name]) => name).sort());
        for (const { name, rows, value } of headlines) {
          expect(rows.length).toBe(documents.length);
          expect(value(sumRows(rows))).toBeCloseTo(expected[name as keyof typeof expected] ?? -1, 8);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("are of what was run alone", () => {
    const mention = gold(0, 5, "A");
    expect(names([], [1])).toEqual([]);
    expect(names([judged({ gold: [mention], found: [] })], [1])).toEqual(["strict.f1", "weak.f1"]);
    expect(names([judged({ gold: [mention], given: [null] })], [1])).toEqual([
      "inKbAccuracy",
      "accuracy",
      "nil.f1",
    ]);
  });

  it("recall the longest list of up to 30", () => {
    const document = judged({ gold: [gold(0, 5, "A")], generated: [["A"]] });
    expect(names([document], [1, 10, 30, 100])).toEqual(["candidateRecall.30"]);
    expect(names([document], [64, 5])).toEqual(["candidateRecall.5"]);
    expect(names([document], [64])).toEqual([]);
    expect(names([document], [])).toEqual([]);
  });
});
