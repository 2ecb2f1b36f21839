import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildBm25, DEFAULT_PARAMETERS } from "./bm25-index.js";
import { WINDOW } from "./posting-list.js";
import { asText, Reference, sampleDocuments, sampleWords } from "./sample-collection.contract.js";

describe("BM25 of three texts, by hand", () => {
  // Lengths 2, 4 and 6, of the mean 4: k1 · (1 − b + b · length / mean) is 0.75, 1.2 and 1.65.
  const index = buildBm25(
    [
      { row: 10, text: "red apple" },
      { row: 20, text: "green apple pie apple" },
      { row: 30, text: "red wine, red rose, the red grapes" },
    ],
    { k1: 1.2, b: 0.75 },
  );
  const inTwo = Math.log(1 + 1.5 / 2.5);
  const inOne = Math.log(1 + 2.5 / 1.5);

  it("is as it should be", () => {
    const hits = index.search("a red apple pie", 3);
    expect(hits.map(({ row }) => row)).toEqual([20, 10, 30]);
    expect(hits[0]?.score).toBeCloseTo((2 / 3.2) * inTwo + (1 / 2.2) * inOne, 8);
    expect(hits[1]?.score).toBeCloseTo((2 / 1.75) * inTwo, 8);
    expect(hits[2]?.score).toBeCloseTo((3 / 4.65) * inTwo, 8);
    // The same in numbers.
    expect(hits.map(({ score }) => score.toFixed(6))).toEqual(["0.739584", "0.537147", "0.303228"]);
  });

  it("counts the words of a query by their weights", () => {
    const hits = index.search([{ text: "pie", weight: 0.5 }, { text: "red", weight: 4 }, { text: "red" }], 3);
    expect(hits.map(({ row }) => row)).toEqual([30, 10, 20]);
    expect(hits[0]?.score).toBeCloseTo(5 * (3 / 4.65) * inTwo, 8);
    expect(hits[2]?.score).toBeCloseTo(0.5 * (1 / 2.2) * inOne, 8);
  });

  it("counts the field of a document as often as its weight says", () => {
    const weighted = buildBm25([{ row: 1, text: [{ text: "apple", weight: 3 }, { text: "pie" }] }]);
    const repeated = buildBm25([{ row: 1, text: "apple apple apple pie" }]);
    expect(weighted.search("apple", 1)).toEqual(repeated.search("apple", 1));
  });

  it("depends on k1 and b", () => {
    const texts = [
      { row: 0, text: "red red red sky over the sea" },
      { row: 1, text: "red barn" },
    ];
    const [first] = buildBm25(texts, { k1: 1.2, b: 0 }).search("red", 1);
    expect(first?.row).toBe(0);
    const bare = buildBm25(texts, { k1: 0, b: 0 }).search("red", 2);
    expect(bare.map(({ score }) => score)).toEqual([bare[0]?.score, bare[0]?.score]);
    expect(bare[0]?.score).toBeCloseTo(Math.log(1 + 0.5 / 2.5), 8);
  });
});

describe("a search", () => {
  it("finds nothing where there is nothing to find", () => {
    expect(buildBm25([]).search("apple", 5)).toEqual([]);
    const index = buildBm25([
      { row: 0, text: "" },
      { row: 1, text: "– ?" },
      { row: 2, text: "apple" },
    ]);
    expect(index.size).toBe(3);
    expect(index.search("pear", 5)).toEqual([]);
    expect(index.search("", 5)).toEqual([]);
    expect(index.search("apple", 0)).toEqual([]);
    expect(index.search("apple", 5).map(({ row }) => row)).toEqual([2]);
  });

  it("orders equal texts by row, also where the words come in another order", () => {
    const texts = ["red apple pie", "pie red apple", "apple pie red"];
    const index = buildBm25([7, 3, 5].map((row, i) => ({ row, text: texts[i] as string })));
    for (const query of ["red apple pie", "pie apple red"])
      expect(index.search(query, 2).map(({ row }) => row)).toEqual([3, 5]);
  });

  it("finds a row that ties with the k-th best of a later one", () => {
    const index = buildBm25([{ row: 5, text: "apple" }]);
    index.set({ row: 9, text: "apple" });
    expect(index.search("apple", 1).map(({ row }) => row)).toEqual([5]);
  });

  it("takes the last text of a row", () => {
    const index = buildBm25([
      { row: 4, text: "apple" },
      { row: 1, text: "wine" },
      { row: 4, text: "pear" },
    ]);
    expect(index.size).toBe(2);
    expect(index.search("apple", 5)).toEqual([]);
    expect(index.search("pear wine", 5).map(({ row }) => row)).toEqual([1, 4]);
  });

  it("answers with the rows that are allowed", () => {
    const index = buildBm25(["red", "red", "red", "blue"].map((text, row) => ({ row, text })));
    index.set({ row: 9, text: "red" });
    const odd = index.search("red", 5, { allowed: (row) => row % 2 === 1 });
    expect(odd.map(({ row }) => row)).toEqual([1, 9]);
  });

  it("finds the metal by its description", () => {
    const index = buildBm25([
      { row: 0, text: "Mercury, planet nearest to the Sun" },
      { row: 1, text: [{ text: "Mercury", weight: 2 }, { text: "chemical element, a liquid metal" }] },
    ]);
    expect(index.search("the metal mercury", 1)).toEqual([{ row: 1, score: expect.closeTo(0.4125, 4) }]);
  });

  it("finds names that are stop words", () => {
    const index = buildBm25([
      { row: 0, text: [{ text: "The Who" }, { text: "English rock band" }] },
      { row: 1, text: [{ text: "Yes" }, { text: "English rock band" }] },
    ]);
    const [first] = index.search([{ text: "The Who" }, { text: "a concert of the rock band" }], 1);
    expect(first?.row).toBe(0);
  });

  it("refuses what it cannot take", () => {
    const index = buildBm25([{ row: 0, text: "apple" }]);
    expect(() => index.search("apple", 1.5)).toThrow('k should be a whole number from 0, found "1.5"');
    expect(() => index.set({ row: -1, text: "" })).toThrow("the row of a text should be");
    expect(() => buildBm25([{ row: 2 ** 32 - 1, text: "" }])).toThrow("the row of a text should be");
    expect(() => buildBm25([{ row: 0, text: [{ text: "", weight: 1.5 }] }])).toThrow(
      "a whole number above 0",
    );
    expect(() => buildBm25([], { k1: -1 })).toThrow("k1 should be a number from 0");
    expect(() => buildBm25([], { b: 1.1 })).toThrow("b should be a number from 0 to 1");
  });
});

describe("a search of many windows", () => {
  const documents = sampleDocuments(1, 3 * WINDOW + 100, 16);
  const index = buildBm25(documents.map(asText));
  const reference = new Reference(documents, DEFAULT_PARAMETERS);
  const queries = fc.record({
    seed: fc.nat(),
    words: fc.integer({ min: 1, max: 30 }),
    k: fc.integer({ min: 1, max: 100 }),
    weight: fc.constantFrom(0.3, 1, 4),
  });

  it("finds what computing all scores finds", () => {
    fc.assert(
      fc.property(queries, ({ seed, words, k, weight }) => {
        const [mention, context] = [sampleWords(seed)(2), sampleWords(seed + 1)(words)];
        const hits = index.search([{ text: mention.join(" "), weight }, { text: context.join(" ") }], k);
        const parts = [
          { words: mention, weight },
          { words: context, weight: 1 },
        ];
        const scores = reference.scores(parts);
        const expected = [...scores.values()].sort((a, b) => b - a).slice(0, k);
        expect(hits.length).toBe(expected.length);
        const largestError = hits.reduce((largest, { row, score }, i) => {
          const errors = [expected[i] as number, scores.get(row) ?? 0].map((right) =>
            Math.abs(score - right),
          );
          return Math.max(largest, ...errors);
        }, 0);
        expect(largestError).toBeLessThan(1e-6);
      }),
      { numRuns: 40 },
    );
  });

  it("leaves out nothing that it would find without leaving out anything, ties included", () => {
    fc.assert(
      fc.property(queries, ({ seed, words, k }) => {
        const query = sampleWords(seed)(words).join(" ");
        const all = index.search(query, documents.length);
        expect(index.search(query, k)).toEqual(all.slice(0, k));
        const inOrder = all.every(({ row, score }, i) => {
          const before = all[i - 1];
          return before === undefined || before.score > score || (before.score === score && before.row < row);
        });
        expect(inOrder).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
