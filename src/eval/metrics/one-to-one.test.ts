import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchOneToOne } from "./one-to-one.js";

/** The most pairs there can be, by trying all. */
function most(graph: readonly (readonly number[])[], taken: ReadonlySet<number> = new Set()): number {
  const [first, ...rest] = graph;
  if (first === undefined) return 0;
  const withFirst = first
    .filter((right) => !taken.has(right))
    .map((right) => 1 + most(rest, new Set([...taken, right])));
  return Math.max(most(rest, taken), ...withFirst);
}

const graph = fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 4 }), { maxLength: 6 });

describe("matchOneToOne", () => {
  it("moves a member that has another partner", () => {
    const partners = [[10, 20], [10], [20, 30]];
    const pairs = matchOneToOne([0, 1, 2], (left) => partners[left] ?? []);
    expect(Object.fromEntries(pairs)).toEqual({ 0: 20, 1: 10, 2: 30 });
  });

  it("moves as many members as it takes", () => {
    const count = 30_000;
    // Each prefers the partner of the next one; the last has but one, so all have to move.
    const partners = (left: number) => (left === count ? [count] : [left + 1, left]);
    const pairs = matchOneToOne(
      Array.from({ length: count + 1 }, (_, left) => left),
      partners,
    );
    expect([pairs.size, pairs.get(0), pairs.get(count)]).toEqual([count + 1, 0, count]);
  });

  it("takes the preferred partner that is free, and serves earlier members first", () => {
    expect(Object.fromEntries(matchOneToOne([5], () => [9, 7]))).toEqual({ 5: 9 });
    expect(Object.fromEntries(matchOneToOne([2, 1], () => [7]))).toEqual({ 2: 7 });
  });

  it("makes as many pairs as there can be, each of partners, none twice", () => {
    fc.assert(
      fc.property(graph, (graph) => {
        const pairs = matchOneToOne(graph.keys(), (left) => graph[left] ?? []);
        expect(pairs.size).toBe(most(graph));
        expect(new Set(pairs.values()).size).toBe(pairs.size);
        for (const [left, right] of pairs) expect(graph[left]).toContain(right);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves out an earlier member only where none of its kind could be placed", () => {
    // Members before `urgent` are all placed that can be placed together.
    fc.assert(
      fc.property(graph, fc.nat(6), (graph, urgent) => {
        const pairs = matchOneToOne(graph.keys(), (left) => graph[left] ?? []);
        const placed = [...pairs.keys()].filter((left) => left < urgent).length;
        expect(placed).toBe(most(graph.slice(0, urgent)));
      }),
      { numRuns: 300 },
    );
  });
});
