import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JudgedDocument } from "../judged.js";
import { bootstrap, pairedTest } from "./bootstrap.js";
import { headlinesOf, sumRows } from "./headlines.js";
import { answer, gold, judged, shuffledDocuments } from "./judged-samples.contract.js";

/** Documents of one mention, of which the first `right` are answered rightly; "right" may also say which. */
const oneMentionEach = (count: number, right: number | ((i: number) => boolean)): JudgedDocument[] =>
  Array.from({ length: count }, (_, i) => {
    const isRight = typeof right === "number" ? i < right : right(i);
    return judged({
      id: `d${i}`,
      gold: [gold(0, 5, "A")],
      given: [answer(0, 5, isRight ? "A" : "B", 0.8)],
    });
  });

describe("bootstrap", () => {
  it("has the width that theory gives", () => {
    // 400 documents, 300 right: standard error √(0.75 · 0.25 / 400) = 0.02165, so 0.75 ± 0.0424.
    const { low, high } = bootstrap(oneMentionEach(400, 300), [])["accuracy"] ?? { low: 0, high: 0 };
    expect(Math.abs(low - 0.7076)).toBeLessThan(0.006);
    expect(Math.abs(high - 0.7924)).toBeLessThan(0.006);
  });

  it("draws documents, not mentions", () => {
    // Ten documents of forty mentions, all right or all wrong: as uncertain as ten mentions, √(0.25 / 10) = 0.16 to each side.
    const documents = Array.from({ length: 10 }, (_, d) =>
      judged({
        gold: Array.from({ length: 40 }, (_, i) => gold(i, i + 1, "A")),
        given: Array.from({ length: 40 }, (_, i) => answer(i, i + 1, d < 5 ? "A" : "B")),
      }),
    );
    const { low, high } = bootstrap(documents, [])["accuracy"] ?? { low: 0.5, high: 0.5 };
    expect(low).toBeLessThanOrEqual(0.2);
    expect(high).toBeGreaterThanOrEqual(0.8);
  });

  it("has no interval for fewer than two documents", () => {
    expect(bootstrap(oneMentionEach(1, 1), [])).toEqual({});
    expect(bootstrap([...oneMentionEach(1, 1), judged({ given: [] })], [])).toEqual({});
    expect(bootstrap([], [])).toEqual({});
    expect(bootstrap(oneMentionEach(2, 2), [])["accuracy"]).toEqual({ low: 1, high: 1 });
  });

  it("holds the number itself, between 0 and 1, and is the same in any order", () => {
    fc.assert(
      fc.property(shuffledDocuments, ([one, other]) => {
        const intervals = bootstrap(one, [3]);
        expect(bootstrap(other, [3])).toEqual(intervals);
        for (const { name, rows, value } of headlinesOf(one, [3])) {
          const interval = intervals[name];
          if (interval === undefined) {
            expect(rows.filter((row) => row.some((cell) => cell !== 0)).length).toBeLessThan(2);
            continue;
          }
          const itself = value(sumRows(rows)) ?? Number.NaN;
          expect(interval.low).toBeLessThanOrEqual(itself);
          expect(interval.high).toBeGreaterThanOrEqual(itself);
          expect(interval.low).toBeGreaterThanOrEqual(0);
          expect(interval.high).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("pairedTest", () => {
  it("gives the exact p of few documents, nearly", () => {
    // Six documents where one linker is right and the other wrong: of 2^6 ways to swap, two are as extreme. p = 2/64.
    const { accuracy } = pairedTest(oneMentionEach(6, 6), oneMentionEach(6, 0), []);
    expect(accuracy?.difference).toBe(1);
    expect(Math.abs((accuracy?.p ?? 0) - 2 / 64)).toBeLessThan(0.006);
    // Five for, one against: 14 of 64 sign patterns have at least five of one kind. p = 14/64.
    const five = pairedTest(
      oneMentionEach(6, 5),
      oneMentionEach(6, (i) => i === 5),
      [],
    );
    expect(five["accuracy"]?.difference).toBeCloseTo(4 / 6, 12);
    expect(Math.abs((five["accuracy"]?.p ?? 0) - 14 / 64)).toBeLessThan(0.015);
  });

  it("finds large differences unlikely, small ones likely, and never impossible", () => {
    const of = (a: number, b: number) =>
      pairedTest(oneMentionEach(200, a), oneMentionEach(200, b), [])["accuracy"];
    expect(of(180, 120)).toEqual({ difference: expect.closeTo(0.3, 12), p: 1 / 10_001 });
    expect(of(121, 120)?.p).toBe(1);
  });

  it("finds no difference between a linker and itself", () => {
    fc.assert(
      fc.property(shuffledDocuments, ([documents]) => {
        const all = pairedTest(documents, documents, [3]);
        expect(Object.keys(all)).toEqual(headlinesOf([...documents], [3]).map(({ name }) => name));
        for (const headline of Object.values(all)) expect(headline).toEqual({ difference: 0, p: 1 });
      }),
      { numRuns: 20 },
    );
  });

  it("has two sides, and does not depend on the order of documents", () => {
    const better = oneMentionEach(60, 50);
    const worse = oneMentionEach(60, (i) => i % 2 === 0);
    const there = pairedTest(better, worse, []);
    const back = pairedTest(worse, better, []);
    for (const [name, { difference }] of Object.entries(there))
      expect(back[name]?.difference).toBeCloseTo(-difference, 12);
    expect(Math.abs((back["accuracy"]?.p ?? 0) - (there["accuracy"]?.p ?? 1))).toBeLessThan(0.01);
    expect(pairedTest([...better].reverse(), worse, [])).toEqual(there);
  });

  it("compares the headlines that both have", () => {
    const given = oneMentionEach(3, 2);
    const found = given.map((document) => ({ ...document, given: null, found: [answer(0, 5, "A")] }));
    const both = given.map((document) => ({ ...document, found: [answer(0, 5, "A")] }));
    expect(Object.keys(pairedTest(both, found, []))).toEqual(["strict.f1", "weak.f1"]);
  });

  it.each([
    ["fewer documents", oneMentionEach(2, 1), 'document "d2" with 1 mentions', "no document"],
    [
      "other documents",
      [...oneMentionEach(2, 1), judged({ id: "x", gold: [gold(0, 5, "A")] })],
      '"d2"',
      '"x"',
    ],
    ["other mentions", [...oneMentionEach(2, 1), judged({ id: "d2" })], "with 1 mentions", "with 0 mentions"],
  ])("refuses %s", (_, other, expected, found) => {
    const compare = () => pairedTest(oneMentionEach(3, 1), other, []);
    expect(compare).toThrow(expect.objectContaining({ code: "DATASET_MISMATCH" }));
    expect(compare).toThrow(expected);
    expect(compare).toThrow(found);
  });
});
