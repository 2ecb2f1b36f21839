import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JudgedDocument } from "../judged.js";
import { measureDisambiguation } from "./disambiguation.js";
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

describe("measureDisambiguation", () => {
  it("counts by hand", () => {
    // Mention       right   answer  ranked     generated
    // a 0-5   A     A       A       A B        A B        right, in the KB, rank 1
    // a 10-15 B     B       C       C B        C D B      wrong, rank 2, generated third
    // a 20-25 NIL   -       NIL                A          NIL: right
    // a 30-35 X     -       NIL                           the KB lacks it: NIL is right
    // a 40-45 D     D       D                             optional: left out
    // b 0-5   C     C       none               A          no answer counts as NIL: wrong
    // b 10-15 NIL   -       A       A                     linked: wrong
    const one = judged({
      id: "a",
      gold: [
        gold(0, 5, "A"),
        gold(10, 15, "B"),
        gold(20, 25, null),
        gold(30, 35, "X", { right: [] }),
        gold(40, 45, "D", { optional: true }),
      ],
      given: [
        answer(0, 5, "A", 0.9, ["B"]),
        answer(10, 15, "C", 0.5, ["B"]),
        answer(20, 25, null),
        answer(30, 35, null),
        answer(40, 45, "D"),
      ],
      generated: [["A", "B"], ["C", "D", "B"], ["A"], [], ["D"]],
    });
    const two = judged({
      id: "b",
      gold: [gold(0, 5, "C"), gold(10, 15, null)],
      given: [null, answer(10, 15, "A")],
      generated: [["A"], []],
    });
    expect(measureDisambiguation([one, two], [1, 2, 3])).toEqual({
      mentions: 6,
      inKb: 3,
      notInKb: 1,
      nilMentions: 2,
      // Of A, B, C one is right. By document: 1/2 and 0/1.
      inKbAccuracy: 1 / 3,
      inKbAccuracyMacro: 0.25,
      // Of six three are right. By document: 3/4 and 0/2.
      accuracy: 0.5,
      accuracyMacro: 0.375,
      // A and B were generated, A is right.
      normalisedAccuracy: 0.5,
      // (1 + 1/2 + 0) / 3
      mrr: 0.5,
      candidateRecall: { 1: 1 / 3, 2: 1 / 3, 3: 2 / 3 },
      // NIL answered: twice right, once wrong (no answer). NIL expected and linked: once.
      nil: { precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, tp: 2, fp: 1, fn: 1 },
    });
  });

  it("looks at the first k, and no further", () => {
    const candidates = Array.from({ length: 40 }, (_, i) => `other ${i}`);
    const document = judged({ gold: [gold(0, 5, "A")], generated: [[...candidates, "A"]] });
    const { candidateRecall, accuracy } = measureDisambiguation([document], [1, 40, 41, 100]);
    expect(candidateRecall).toEqual({ 1: 0, 40: 0, 41: 1, 100: 1 });
    expect(accuracy).toBeNull();
  });

  it("takes any right entity, for ranks and recall too", () => {
    const document = judged({
      gold: [gold(0, 5, "A", { right: ["A", "B"] })],
      given: [answer(0, 5, "B", 0.5, ["A"])],
      generated: [["C", "B", "A"]],
    });
    expect(measureDisambiguation([document], [1, 2])).toMatchObject({
      inKbAccuracy: 1,
      mrr: 1,
      candidateRecall: { 1: 0, 2: 1 },
    });
  });

  it("keeps what was not measured apart from what is wrong", () => {
    const empty = measureDisambiguation([], [1]);
    expect(empty).toMatchObject({ mentions: 0, accuracy: null, inKbAccuracyMacro: null, mrr: null });
    expect(empty.candidateRecall).toEqual({ 1: null });
    expect(empty.nil.f1).toBeNull();
    // Only found end to end: nothing of this was measured.
    const found = judged({ gold: [gold(0, 5, "A")], found: [answer(0, 5, "A")] });
    expect(measureDisambiguation([found], [1])).toMatchObject({ mentions: 0, accuracy: null });
    // Answers without lists of candidates.
    const bare = judged({ gold: [gold(0, 5, "A")], given: [{ ...answer(0, 5, "A"), candidates: [] }] });
    expect(measureDisambiguation([bare], [1])).toMatchObject({
      accuracy: 1,
      mrr: null,
      normalisedAccuracy: null,
      candidateRecall: { 1: null },
    });
  });

  it("leaves out what is not evaluated", () => {
    const document = judged({
      gold: [gold(0, 5, "A"), gold(10, 15, "B")],
      given: [answer(0, 5, "C"), answer(10, 15, "B")],
      evaluationSpan: { start: 8, end: 20 },
    });
    expect(measureDisambiguation([document], [])).toMatchObject({ mentions: 1, accuracy: 1 });
  });
});

describe("any disambiguation", () => {
  it("scores 1 everywhere when all is right", () => {
    fc.assert(
      fc.property(judgedDocument.filter(hasCounted), (document) => {
        const result = measureDisambiguation([perfect(document)], [1]);
        expect(result.accuracy).toBe(1);
        expect(result.accuracyMacro).toBe(1);
        const inKb = result.inKb > 0 ? 1 : null;
        expect(result.inKbAccuracy).toBe(inKb);
        expect(result.inKbAccuracyMacro).toBe(inKb);
        expect(result.normalisedAccuracy).toBe(inKb);
        expect(result.mrr).toBe(inKb);
        expect(result.candidateRecall).toEqual({ 1: inKb });
        expect(result.nil.f1).toBe(result.mentions > result.inKb ? 1 : null);
      }),
    );
  });

  it("does not depend on the order of documents or mentions", () => {
    fc.assert(
      fc.property(shuffledDocuments, ([one, other]) => {
        const [a, b] = [one, other].map((all) => measureDisambiguation(all, [1, 2, 4]));
        const { mrr, inKbAccuracyMacro, accuracyMacro, ...exact } = a as NonNullable<typeof a>;
        expect(b).toMatchObject(exact);
        // Sums of fractions.
        for (const [x, y] of [
          [mrr, b?.mrr],
          [inKbAccuracyMacro, b?.inKbAccuracyMacro],
          [accuracyMacro, b?.accuracyMacro],
        ])
          expect(x ?? -1).toBeCloseTo(y ?? -1, 12);
      }),
    );
  });

  it("recalls no less with longer lists, and no more than there is", () => {
    fc.assert(
      fc.property(documents, (documents) => {
        const { candidateRecall, mentions, inKb, notInKb, nilMentions } = measureDisambiguation(
          documents,
          [1, 2, 3, 4],
        );
        const recalls = [1, 2, 3, 4].map((k) => candidateRecall[k] ?? 0);
        expect([...recalls].sort((a, b) => a - b)).toEqual(recalls);
        expect(recalls[3]).toBeLessThanOrEqual(1);
        expect(inKb + notInKb + nilMentions).toBe(mentions);
      }),
    );
  });

  it("gives for two sets together what their counts give", () => {
    fc.assert(
      fc.property(documents, documents, (a, b) => {
        const parts = [a, b].map((all) => measureDisambiguation(all, [2]));
        const whole = measureDisambiguation([...a, ...b], [2]);
        const sum = (of: (part: (typeof parts)[number]) => number) =>
          parts.reduce((n, part) => n + of(part), 0);
        expect(whole.mentions).toBe(sum(({ mentions }) => mentions));
        expect(whole.nil.tp).toBe(sum(({ nil }) => nil.tp));
        const right = sum(({ accuracy, mentions }) => (accuracy ?? 0) * mentions);
        expect((whole.accuracy ?? 0) * whole.mentions).toBeCloseTo(right, 9);
      }),
    );
  });

  it("has no higher accuracy when a right answer becomes wrong", () => {
    fc.assert(
      fc.property(judgedDocument, fc.nat(7), (document, at) => {
        const given = document.given?.map((one, i) =>
          i === at ? answer(0, 1, "nothing that is gold") : one,
        );
        const worse: JudgedDocument = { ...document, given: given ?? null };
        const [before, after] = [document, worse].map((one) => measureDisambiguation([one], []));
        expect(after?.accuracy ?? 0).toBeLessThanOrEqual(before?.accuracy ?? 0);
        expect(after?.inKbAccuracy ?? 0).toBeLessThanOrEqual(before?.inKbAccuracy ?? 0);
      }),
    );
  });
});
