import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureDisambiguation } from "./disambiguation.js";
import { measureEndToEnd } from "./end-to-end.js";
import { answer, gold, judged, judgedDocument, shuffledDocuments } from "./judged-samples.contract.js";
import { measureSlices } from "./slices.js";

describe("measureSlices", () => {
  it("counts by hand", () => {
    // A: tail, PER, answered rightly, found, generated second. B: head, LOC, answered wrongly, not found, not generated.
    // NIL: PER, answered rightly, no link to find.
    const document = judged({
      world: "harbours",
      gold: [
        gold(0, 5, "A", { label: "PER", count: 10, ambiguity: 3, slices: ["short"] }),
        gold(10, 15, "B", { label: "LOC", count: 1001, ambiguity: 30, slices: ["short", "hard"] }),
        gold(20, 25, null, { label: "PER", ambiguity: 0 }),
      ],
      given: [answer(0, 5, "A"), answer(10, 15, "C"), answer(20, 25, null)],
      generated: [["B", "A"], ["A"], []],
      found: [answer(0, 5, "A"), answer(10, 14, "B")],
    });
    const a = {
      mentions: 1,
      inKb: 1,
      inKbAccuracy: 1,
      accuracy: 1,
      normalisedAccuracy: 1,
      strictRecall: 1,
      candidateRecall: { 1: 0, 2: 1 },
    };
    const b = {
      mentions: 1,
      inKb: 1,
      inKbAccuracy: 0,
      accuracy: 0,
      normalisedAccuracy: null,
      strictRecall: 0,
      candidateRecall: { 1: 0, 2: 0 },
    };
    const nil = {
      mentions: 1,
      inKb: 0,
      inKbAccuracy: null,
      accuracy: 1,
      normalisedAccuracy: null,
      strictRecall: null,
      candidateRecall: { 1: null, 2: null },
    };
    expect(measureSlices([document], [1, 2])).toEqual({
      popularity: { tail: a, head: b },
      class: { LOC: b, PER: { ...a, mentions: 2 } },
      ambiguity: { 0: nil, "2-5": a, "21+": b },
      data: {
        hard: b,
        short: {
          mentions: 2,
          inKb: 2,
          inKbAccuracy: 0.5,
          accuracy: 0.5,
          normalisedAccuracy: 1,
          strictRecall: 0.5,
          candidateRecall: { 1: 0, 2: 0.5 },
        },
      },
      world: {
        harbours: {
          mentions: 3,
          inKb: 2,
          inKbAccuracy: 0.5,
          accuracy: 2 / 3,
          normalisedAccuracy: 1,
          strictRecall: 0.5,
          candidateRecall: { 1: 0, 2: 0.5 },
        },
      },
    });
  });

  it.each([
    [0, "unseen"],
    [1, "tail"],
    [10, "tail"],
    [11, "torso"],
    [1000, "torso"],
    [1001, "head"],
  ])("a count of %i is %s", (count, name) => {
    const slices = measureSlices([judged({ gold: [gold(0, 5, "A", { count })] })], []);
    expect(Object.keys(slices["popularity"] ?? {})).toEqual([name]);
  });

  it.each([
    [0, "0"],
    [1, "1"],
    [2, "2-5"],
    [5, "2-5"],
    [6, "6-20"],
    [20, "6-20"],
    [21, "21+"],
    [999, "21+"],
  ])("an ambiguity of %i is %s", (ambiguity, name) => {
    const slices = measureSlices([judged({ gold: [gold(0, 5, "A", { ambiguity })] })], []);
    expect(Object.keys(slices["ambiguity"] ?? {})).toEqual([name]);
  });

  it("tells groups in their own order, and names without harm", () => {
    const mentions = [1001, 11, 1, 0].map((count, i) =>
      gold(3 * i, 3 * i + 2, "A", { count, slices: ["__proto__"], label: i === 0 ? undefined : "Z" }),
    );
    const slices = measureSlices([judged({ gold: mentions })], []);
    expect(Object.keys(slices["popularity"] ?? {})).toEqual(["unseen", "tail", "torso", "head"]);
    expect(Object.keys(slices["class"] ?? {})).toEqual(["-", "Z"]);
    expect(Object.entries(slices["data"] ?? {})).toMatchObject([["__proto__", { mentions: 4 }]]);
  });

  it("leaves out empty groups, and what does not count", () => {
    expect(measureSlices([], [1])).toEqual({});
    const document = judged({
      gold: [gold(0, 5, "A", { optional: true }), gold(50, 55, "B")],
      evaluationSpan: { start: 0, end: 40 },
    });
    expect(measureSlices([document], [1])).toEqual({});
  });

  it("has no recall of links for a reading that is not used", () => {
    const document = judged({
      gold: [gold(0, 20, "A", { label: "ORG" }), gold(14, 20, "B", { label: "LOC", parent: 0 })],
      found: [answer(14, 20, "B")],
    });
    const { class: byClass } = measureSlices([document], []);
    expect(byClass).toMatchObject({ LOC: { strictRecall: 1 }, ORG: { mentions: 1, strictRecall: null } });
  });
});

describe("any slices", () => {
  it("agree with the whole: each class counted once", () => {
    fc.assert(
      fc.property(fc.array(judgedDocument, { maxLength: 5 }), (documents) => {
        const whole = measureDisambiguation(documents, [2]);
        const { strict } = measureEndToEnd(documents);
        for (const dimension of ["class", "ambiguity"]) {
          const groups = Object.values(measureSlices(documents, [2])[dimension] ?? {});
          const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
          expect(sum(groups.map(({ mentions }) => mentions))).toBe(whole.mentions);
          expect(sum(groups.map(({ inKb }) => inKb))).toBe(whole.inKb);
          const right = sum(groups.map(({ accuracy, mentions }) => (accuracy ?? 0) * mentions));
          expect(right).toBeCloseTo((whole.accuracy ?? 0) * whole.mentions, 9);
          const recalled = sum(groups.map(({ candidateRecall, inKb }) => (candidateRecall["2"] ?? 0) * inKb));
          expect(recalled).toBeCloseTo((whole.candidateRecall["2"] ?? 0) * whole.inKb, 9);
        }
        const [document] = documents;
        if (document === undefined || documents.length > 1) return;
        const named = { ...document, world: "all" };
        expect(measureSlices([named], [])["world"]?.["all"]?.strictRecall ?? null).toBe(strict.recall);
      }),
    );
  });

  it("do not depend on order", () => {
    fc.assert(
      fc.property(shuffledDocuments, ([one, other]) => {
        expect(measureSlices(other, [1, 3])).toEqual(measureSlices(one, [1, 3]));
      }),
    );
  });
});
