import { array, assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { Bitset } from "./bitset.js";

/** Sizes around the ends of words. */
const sizes = constantFrom(1, 31, 32, 33, 64, 100, 1000);
const rowsOf = (size: number) => array(integer({ min: 0, max: size - 1 }), { maxLength: 200 });
const twoSets = sizes.chain((size) =>
  array(rowsOf(size), { minLength: 2, maxLength: 2 }).map(([a = [], b = []]) => ({ size, a, b })),
);
const sorted = (rows: Iterable<number>): number[] => [...new Set(rows)].sort((a, b) => a - b);

describe("a set of rows", () => {
  it("does what a Set of numbers does", () => {
    assert(
      property(twoSets, ({ size, a, b }) => {
        const [first, second] = [Bitset.of(size, a), Bitset.of(size, b)];
        const inA = new Set(a);
        const inB = new Set(b);
        const all = Array.from({ length: size }, (_, row) => row);
        expect([...first]).toEqual(sorted(a));
        expect(first.count()).toBe(inA.size);
        expect([...first.and(second)]).toEqual(all.filter((row) => inA.has(row) && inB.has(row)));
        expect([...first.or(second)]).toEqual(all.filter((row) => inA.has(row) || inB.has(row)));
        expect([...first.andNot(second)]).toEqual(all.filter((row) => inA.has(row) && !inB.has(row)));
        expect([...first.not()]).toEqual(all.filter((row) => !inA.has(row)));
        expect(first.intersectionCount(second)).toBe(first.and(second).count());
        expect(all.every((row) => first.has(row) === inA.has(row))).toBe(true);
        expect([...first]).toEqual(sorted(a));
      }),
    );
  });

  it("keeps the bits after its last row at 0", () => {
    assert(
      property(sizes, (size) => {
        const all = new Bitset(size).not();
        expect(all.count()).toBe(size);
        expect(all.not().count()).toBe(0);
        expect(all.has(size)).toBe(false);
        expect(new Bitset(size, all.words).count()).toBe(size);
      }),
    );
    expect([...new Bitset(0).not()]).toEqual([]);
  });

  it("adds and takes out, each in place", () => {
    const set = Bitset.of(40, [3, 31, 32]);
    set.delete(31);
    set.delete(31);
    set.delete(1000);
    set.add(39);
    expect([...set]).toEqual([3, 32, 39]);
  });

  it("refuses what is no row, and sets of other sizes", () => {
    expect(() => new Bitset(32).add(32)).toThrow("32 is no row of 32");
    expect(() => new Bitset(32).add(-1)).toThrow(RangeError);
    expect(() => new Bitset(32).and(new Bitset(33))).toThrow("a set of 33 rows cannot meet one of 32");
    expect(() => new Bitset(32).intersectionCount(new Bitset(31))).toThrow(RangeError);
    expect(() => new Bitset(33, new Uint32Array(1))).toThrow("has 2 words");
    expect(() => new Bitset(33, Uint32Array.of(0, 2))).toThrow("no bit after the last row");
  });
});
