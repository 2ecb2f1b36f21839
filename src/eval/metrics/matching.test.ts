import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JudgedDocument } from "../judged.js";
import { answer, gold, judged, judgedDocument, shuffledDocuments } from "./judged-samples.contract.js";
import { type MatchMode, matchFound, rightLinks } from "./matching.js";

const MODES: readonly MatchMode[] = ["strict", "weak", "spans"];

/** One letter a mention or prediction: R right, W paired but wrong, - alone, and in lower case what does not count. */
function outline(document: JudgedDocument, mode: MatchMode): { gold: string; found: string } {
  const { gold, found } = matchFound(document, mode);
  const letter = (paired: boolean, right: boolean, uncounted: string | null): string => {
    const all = right ? "R" : paired ? "W" : "-";
    return uncounted === null ? all : all === "-" ? "." : all.toLowerCase();
  };
  return {
    gold: gold.map((m) => letter(m.found !== null, m.right, m.uncounted)).join(""),
    found: found.map((m) => letter(m.gold !== null, m.right, m.uncounted)).join(""),
  };
}

const uncounted = (document: JudgedDocument, mode: MatchMode) =>
  matchFound(document, mode).found.map((match) => match.uncounted);

describe("matchFound", () => {
  it("pairs the same span strictly, overlapping ones weakly", () => {
    // Gold:  A 0-5    B 10-15    C 20-25
    // Found: A 0-5    B 11-15    D 20-25    A 30-32
    const document = judged({
      gold: [gold(0, 5, "A"), gold(10, 15, "B"), gold(20, 25, "C")],
      found: [answer(0, 5, "A"), answer(11, 15, "B"), answer(20, 25, "D"), answer(30, 32, "A")],
    });
    expect(matchFound(document, "strict")).toEqual({
      gold: [
        { found: 0, right: true, uncounted: null },
        { found: null, right: false, uncounted: null },
        { found: 2, right: false, uncounted: null },
      ],
      found: [
        { gold: 0, right: true, uncounted: null },
        { gold: null, right: false, uncounted: null },
        { gold: 2, right: false, uncounted: null },
        { gold: null, right: false, uncounted: null },
      ],
    });
    expect(outline(document, "weak")).toEqual({ gold: "RRW", found: "RRW-" });
    expect(outline(document, "spans")).toEqual({ gold: "R-R", found: "R-R-" });
  });

  it("does not take spans that only touch for overlapping", () => {
    const document = judged({ gold: [gold(0, 5, "A")], found: [answer(5, 9, "A")] });
    expect(outline(document, "weak")).toEqual({ gold: "-", found: "-" });
  });

  it("pairs one to one, and as many as possible", () => {
    // The long prediction is right for both, the short one only for the first: it must leave the first to it.
    const document = judged({
      gold: [gold(0, 5, "A"), gold(6, 9, "A")],
      found: [answer(0, 9, "A"), answer(1, 2, "A")],
    });
    expect(matchFound(document, "weak").gold.map(({ found }) => found)).toEqual([1, 0]);
    // A second one for a mention that has one is false.
    const twice = judged({ gold: [gold(0, 5, "A")], found: [answer(0, 5, "A"), answer(1, 5, "A")] });
    expect(outline(twice, "weak")).toEqual({ gold: "R", found: "R-" });
  });

  it("pairs the right entity before the nearer span", () => {
    const document = judged({
      gold: [gold(4, 9, "A")],
      found: [answer(0, 5, "A"), answer(4, 9, "B")],
    });
    expect(outline(document, "weak")).toEqual({ gold: "R", found: "R-" });
    expect(outline(document, "strict")).toEqual({ gold: "W", found: "-W" });
  });

  it("takes NIL for right where nothing in the KB is meant", () => {
    const document = judged({
      gold: [gold(0, 5, null), gold(10, 15, "A", { right: [] }), gold(20, 25, "B")],
      found: [answer(0, 5, null), answer(10, 15, null), answer(20, 25, null)],
    });
    expect(outline(document, "strict")).toEqual({ gold: "RRW", found: "RRW" });
    expect(rightLinks(document, matchFound(document, "strict"))).toBe(0);
  });

  it("takes any of several right entities", () => {
    const document = judged({
      gold: [gold(0, 5, "A", { right: ["A", "B"] })],
      found: [answer(0, 5, "B")],
    });
    expect(outline(document, "strict")).toEqual({ gold: "R", found: "R" });
  });

  it("ignores what overlaps an ignored span and is not gold", () => {
    // Ignored: 0-12. Found: 0-3 beside the gold mention, the gold mention itself but wrong, 14-16 outside of both.
    const document = judged({
      gold: [gold(4, 9, "A")],
      ignore: [{ start: 0, end: 12 }],
      found: [answer(0, 3, "B"), answer(4, 9, "B"), answer(14, 16, "B")],
    });
    expect(outline(document, "strict")).toEqual({ gold: "W", found: ".W-" });
    expect(uncounted(document, "strict")).toEqual(["ignored", null, null]);
    // Not quite the mention: wrong is ignored, right is right.
    const near = { ...document, found: [answer(3, 9, "B"), answer(4, 8, "A")] };
    expect(outline(near, "strict")).toEqual({ gold: "-", found: ".." });
    expect(outline(near, "weak")).toEqual({ gold: "R", found: ".R" });
  });

  it("counts neither the absence of optional mentions nor predictions on them", () => {
    const document = judged({
      gold: [gold(0, 5, "A", { optional: true }), gold(10, 15, "B", { optional: true }), gold(20, 25, "C")],
      found: [answer(0, 5, "A"), answer(1, 4, "D"), answer(10, 15, "D"), answer(20, 25, "C")],
    });
    expect(outline(document, "strict")).toEqual({ gold: "rwR", found: "r-wR" });
    expect(outline(document, "weak")).toEqual({ gold: "rwR", found: "rwwR" });
    expect(uncounted(document, "weak")).toEqual(["optional", "optional", "optional", null]);
    expect(outline({ ...document, found: [] }, "strict")).toEqual({ gold: "..-", found: "" });
  });

  it("finds a required mention rather than an optional one around it", () => {
    const document = judged({
      gold: [gold(0, 9, "A", { optional: true }), gold(0, 5, "A")],
      found: [answer(0, 9, "A")],
    });
    expect(outline(document, "strict")).toEqual({ gold: "r-", found: "r" });
    expect(outline(document, "weak")).toEqual({ gold: ".R", found: "R" });
  });

  it("counts only what lies in the part that is evaluated", () => {
    const document = judged({
      gold: [gold(0, 5, "A"), gold(8, 12, "B"), gold(14, 18, "C")],
      evaluationSpan: { start: 10, end: 20 },
      found: [answer(0, 5, "A"), answer(8, 12, "B"), answer(14, 18, "C"), answer(18, 22, "D")],
    });
    expect(outline(document, "strict")).toEqual({ gold: "..R", found: "..R." });
    expect(uncounted(document, "strict")).toEqual(["outside", "outside", null, "outside"]);
  });

  it("prefers, of predictions that are right equally, the one that would be false", () => {
    // Both are right for the mention; the first also overlaps an ignored span, so it does no harm.
    const document = judged({
      gold: [gold(4, 9, "A")],
      ignore: [{ start: 0, end: 2 }],
      found: [answer(0, 9, "A"), answer(4, 8, "A")],
    });
    expect(outline(document, "weak")).toEqual({ gold: "R", found: ".R" });
  });
});

describe("readings of one thing", () => {
  // "University of Oxford" is one mention, or "University" and "Oxford" are two.
  const readings = [gold(0, 20, "A"), gold(0, 10, "B", { parent: 0 }), gold(14, 20, "C", { parent: 0 })];
  const found = (...all: [number, number, string | null][]): JudgedDocument =>
    judged({ gold: readings, found: all.map(([start, end, entity]) => answer(start, end, entity)) });

  it.each<[string, JudgedDocument, string, string]>([
    ["the parent is found", found([0, 20, "A"]), "R..", "R"],
    ["the children are found", found([0, 10, "B"], [14, 20, "C"]), ".RR", "RR"],
    ["one child is found", found([14, 20, "C"]), ".-R", "R"],
    ["one child is found, one wrong", found([0, 10, "D"], [14, 20, "C"]), ".WR", "WR"],
    ["both are found", found([0, 20, "A"], [0, 10, "B"], [14, 20, "C"]), "rRR", "rRR"],
    ["the parent and one child are found", found([0, 20, "A"], [14, 20, "C"]), "R.r", "Rr"],
    ["nothing is found", found(), "-..", ""],
    ["only wrong ones on the parent", found([0, 20, "D"]), "W..", "W"],
    ["only wrong ones on a child", found([14, 20, "D"]), "-.w", "w"],
    ["one beside them", found([0, 20, "A"], [11, 13, "D"]), "R..", "R-"],
  ])("%s", (_, document, expectedGold, expectedFound) => {
    expect(outline(document, "strict")).toEqual({ gold: expectedGold, found: expectedFound });
  });

  it("chooses by overlaps where they are enough, and by spans alone where entities do not count", () => {
    const weak = found([1, 10, "B"], [15, 20, "C"]);
    expect(outline(weak, "weak")).toEqual({ gold: ".RR", found: "RR" });
    const wrong = found([0, 10, "D"], [14, 20, "D"]);
    expect(outline(wrong, "spans")).toEqual({ gold: ".RR", found: "RR" });
  });

  it("does not let one prediction be right for two children", () => {
    const twins = [gold(0, 20, "A"), gold(0, 10, "B", { parent: 0 }), gold(14, 20, "B", { parent: 0 })];
    const document = judged({ gold: twins, found: [answer(0, 20, "A"), answer(5, 15, "B")] });
    expect(outline(document, "weak")).toEqual({ gold: "Rr.", found: "Rr" });
  });

  it("chooses at every depth", () => {
    // 0: A [0,30] > 1: B [0,20] > 2: C [0,9], 3: D [10,20]; 0 > 4: E [21,30]
    const deep = [
      gold(0, 30, "A"),
      gold(0, 20, "B", { parent: 0 }),
      gold(0, 9, "C", { parent: 1 }),
      gold(10, 20, "D", { parent: 1 }),
      gold(21, 30, "E", { parent: 0 }),
    ];
    const with_ = (...all: [number, number, string][]) =>
      outline(judged({ gold: deep, found: all.map((one) => answer(...one)) }), "strict").gold;
    expect(with_([0, 20, "B"], [21, 30, "E"])).toBe(".R..R");
    expect(with_([0, 9, "C"], [10, 20, "D"])).toBe("..RR-");
    expect(with_([0, 9, "C"])).toBe("..R--");
    expect(with_([0, 30, "A"], [0, 9, "C"], [21, 30, "E"])).toBe("r.R-R");
  });

  it("chooses among readings that lie in each other ten thousand deep, and counts all that go in a circle", () => {
    const count = 10_000;
    const deep = Array.from({ length: count }, (_, i) =>
      gold(i, 2 * count, "A", i === 0 ? {} : { parent: i - 1 }),
    );
    const document = judged({ gold: deep, found: [answer(count - 1, 2 * count, "A")] });
    expect(outline(document, "strict").gold).toBe(`${".".repeat(count - 1)}R`);
    const circle = [gold(0, 5, "A", { parent: 1 }), gold(6, 9, "B", { parent: 0 })];
    expect(outline(judged({ gold: circle, found: [] }), "strict").gold).toBe("--");
  });

  it("does not let an optional parent excuse the absence of its children", () => {
    const description = [gold(0, 20, "A", { optional: true }), gold(14, 20, "C", { parent: 0 })];
    const document = judged({ gold: description, found: [] });
    expect(outline(document, "strict").gold).toBe(".-");
    expect(outline({ ...document, found: [answer(0, 20, "A")] }, "strict").gold).toBe("r.");
  });

  it("never has fewer right links by overlaps than by equal spans, though readings compete", () => {
    // By overlaps the two short predictions would be right for the children; but they are the two short mentions.
    const document = judged({
      gold: [
        gold(0, 20, "A"),
        gold(0, 8, "B", { parent: 0 }),
        gold(12, 20, "C", { parent: 0 }),
        gold(5, 8, "B"),
        gold(12, 15, "C"),
      ],
      found: [answer(0, 20, "A"), answer(5, 8, "B"), answer(12, 15, "C")],
    });
    expect(rightLinks(document, matchFound(document, "strict"))).toBe(3);
    expect(rightLinks(document, matchFound(document, "weak"))).toBe(3);
  });

  it("survives parents that are none, or circular", () => {
    const odd = [
      gold(0, 5, "A", { parent: 7 }),
      gold(6, 9, "B", { parent: 2 }),
      gold(6, 8, "C", { parent: 1 }),
    ];
    const document = judged({ gold: odd, found: [answer(0, 5, "A"), answer(6, 9, "B")] });
    expect(outline(document, "strict")).toEqual({ gold: "RR-", found: "RR" });
  });
});

describe("any matching", () => {
  it("is one to one, and what it calls right is right", () => {
    fc.assert(
      fc.property(judgedDocument, fc.constantFrom(...MODES), (document, mode) => {
        const matching = matchFound(document, mode);
        expect(matching.gold.length).toBe(document.gold.length);
        expect(matching.found.length).toBe(document.found?.length);
        matching.found.forEach(({ gold: g, right, uncounted }, f) => {
          const [mention, prediction] = [document.gold[g ?? -1], document.found?.[f]];
          if (mention === undefined || prediction === undefined) {
            expect(right).toBe(false);
            return;
          }
          if (uncounted === null) expect(matching.gold[g ?? -1]).toEqual({ found: f, right, uncounted });
          const isSame = mention.start === prediction.start && mention.end === prediction.end;
          if (mode === "weak")
            expect(Math.max(mention.start, prediction.start)).toBeLessThan(
              Math.min(mention.end, prediction.end),
            );
          else expect(isSame).toBe(true);
          const { entity } = prediction;
          const isFit = entity === null ? mention.right.length === 0 : mention.right.includes(entity);
          expect(right).toBe(mode === "spans" || isFit);
        });
        matching.gold.forEach(({ found: f, uncounted }, g) => {
          if (f !== null && uncounted === null) expect(matching.found[f]?.gold).toBe(g);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order of anything", () => {
    const summary = (documents: JudgedDocument[], mode: MatchMode) =>
      documents
        .map((document) => {
          const { gold, found } = outline(document, mode);
          return [[...gold].sort().join(""), [...found].sort().join("")].join(" ");
        })
        .sort();
    fc.assert(
      fc.property(shuffledDocuments, fc.constantFrom(...MODES), ([one, other], mode) => {
        expect(summary(other, mode)).toEqual(summary(one, mode));
      }),
      { numRuns: 300 },
    );
  });

  it("has as many right links by overlaps as by equal spans, or more", () => {
    fc.assert(
      fc.property(judgedDocument, (document) => {
        const [strict, weak] = (["strict", "weak"] as const).map((mode) =>
          rightLinks(document, matchFound(document, mode)),
        );
        expect(weak).toBeGreaterThanOrEqual(strict ?? Number.NaN);
      }),
      { numRuns: 300 },
    );
  });

  it("changes nothing of what counts and is right when a wrong prediction is added", () => {
    const at = fc.tuple(fc.nat(36), fc.integer({ min: 1, max: 14 }));
    fc.assert(
      fc.property(
        judgedDocument,
        at,
        fc.constantFrom("strict", "weak"),
        (document, [start, length], mode) => {
          const found = [...(document.found ?? []), answer(start, start + length, "nothing that is gold")];
          const [before, after] = [matchFound(document, mode), matchFound({ ...document, found }, mode)];
          expect(after.gold.map((match) => match.right && match.uncounted === null)).toEqual(
            before.gold.map((match) => match.right && match.uncounted === null),
          );
          expect(after.found.slice(0, -1).map((match) => match.uncounted)).toEqual(
            before.found.map((match) => match.uncounted),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
