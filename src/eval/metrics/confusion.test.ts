import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureConfusion } from "./confusion.js";
import {
  answer,
  gold,
  hasCounted,
  judged,
  judgedDocument,
  perfect,
  shuffledDocuments,
} from "./judged-samples.contract.js";

const classOf = (id: string) => ({ A: "PER", B: "LOC", C: "LOC" })[id];

describe("measureConfusion", () => {
  it("counts by hand", () => {
    // gold    A    A    B    C    NIL  X (not in the KB)  D (no class)  A
    // answer  A    B    C    NIL  A    NIL                D             none
    const references = ["A", "A", "B", "C", null, "X", "D", "A"];
    const answers = ["A", "B", "C", null, "A", null, "D"];
    const document = judged({
      gold: references.map((reference, i) =>
        gold(3 * i, 3 * i + 2, reference, { label: "MISC", ...(reference === "X" ? { right: [] } : {}) }),
      ),
      given: references.map((_, i) => {
        const entity = answers[i];
        return entity === undefined ? null : answer(3 * i, 3 * i + 2, entity);
      }),
    });
    const { classes, counts, scores } = measureConfusion([document], classOf);
    expect(classes).toEqual(["-", "LOC", "PER", "NIL"]);
    expect(counts).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 1],
      [0, 1, 1, 1],
      [0, 0, 1, 1],
    ]);
    expect(scores["PER"]).toMatchObject({ tp: 1, fp: 1, fn: 2, precision: 0.5, recall: 1 / 3 });
    expect(scores["LOC"]).toMatchObject({ tp: 1, fp: 1, fn: 1 });
    expect(scores["NIL"]).toMatchObject({ tp: 1, fp: 2, fn: 1 });
    expect(scores["-"]).toMatchObject({ tp: 1, fp: 0, fn: 0, f1: 1 });
  });

  it("takes exact spans where no mentions were given", () => {
    const document = judged({
      gold: [gold(0, 5, "A"), gold(10, 15, "B"), gold(20, 25, "B"), gold(30, 35, "C", { optional: true })],
      found: [answer(0, 5, "B"), answer(10, 14, "B"), answer(20, 25, null), answer(30, 35, "A")],
    });
    expect(measureConfusion([document], classOf)).toMatchObject({
      classes: ["LOC", "PER", "NIL"],
      counts: [
        [0, 0, 1],
        [1, 0, 0],
        [0, 0, 0],
      ],
    });
  });

  it("has nothing to say of nothing", () => {
    expect(measureConfusion([], classOf)).toEqual({ classes: [], counts: [], scores: {} });
  });
});

describe("any confusion", () => {
  it("is a diagonal when all is right", () => {
    fc.assert(
      fc.property(judgedDocument.filter(hasCounted), (document) => {
        const { counts, scores } = measureConfusion([perfect(document)], classOf);
        for (const [i, row] of counts.entries())
          for (const [j, count] of row.entries()) expect(count > 0).toBe(i === j);
        for (const { f1 } of Object.values(scores)) expect(f1).toBe(1);
      }),
    );
  });

  it("counts each mention once, in any order", () => {
    fc.assert(
      fc.property(shuffledDocuments, ([one, other]) => {
        const confusion = measureConfusion(one, classOf);
        const evaluated = one.flatMap((document) =>
          document.gold.filter((mention) => hasCounted({ ...document, gold: [mention] })),
        );
        expect(confusion.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(evaluated.length);
        expect(measureConfusion(other, classOf)).toEqual(confusion);
      }),
    );
  });
});
