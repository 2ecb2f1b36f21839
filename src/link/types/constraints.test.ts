import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCandidate, isDecodable, passing } from "./constraints.js";

const SURE = [0.05, 0.6, 0.2, 0.1, 0.05];
const UNSURE = [0.1, 0.4, 0.25, 0.2, 0.05];

describe("constrained decoding", () => {
  it.each([
    ["sure", SURE, [false, true, false, false, false]],
    ["not sure", UNSURE, [false, true, true, true, false]],
    ["half sure, which is not sure", [0.5, 0.3, 0.1, 0.06, 0.04], [true, true, true, false, false]],
    ["as sure of some as of others", [0.25, 0.25, 0.25, 0.25], [true, true, true, false]],
  ])("keeps the first class, or the first three, of what is %s", (_, shares, kept) => {
    expect(shares.map((_, place) => isDecodable([shares], [place]))).toEqual(kept);
  });

  it("never leaves out what has no known class, and asks no axis that says nothing", () => {
    expect(isDecodable([SURE], [undefined])).toBe(true);
    expect(isDecodable([undefined], [4])).toBe(true);
    expect(isDecodable([undefined, SURE], [4, 4])).toBe(false);
    expect(isDecodable([SURE, SURE], [1, undefined])).toBe(true);
    expect(isDecodable([SURE, SURE], [1, 2])).toBe(false);
  });
});

describe("the filter of candidates", () => {
  it.each([
    ["sure", SURE, [false, true, true, true, false]],
    ["not sure", UNSURE, [true, true, true, true, true]],
  ])("keeps the first three classes of what is %s", (_, shares, kept) => {
    expect(shares.map((_, place) => isCandidate([shares], [place]))).toEqual(kept);
    expect(isCandidate([shares], [undefined])).toBe(true);
  });

  it("keeps all that constrained decoding keeps", () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(shares, fc.nat(7)), { minLength: 1, maxLength: 3 }), (axes) => {
        const said = axes.map(([all]) => {
          const sum = all.reduce((total, one) => total + one + 1e-9, 0);
          return all.map((one) => (one + 1e-9) / sum);
        });
        const classes = axes.map(([all, place]) => place % all.length);
        if (isDecodable(said, classes)) expect(isCandidate(said, classes)).toBe(true);
        // Some class passes on every axis.
        expect(
          isDecodable(
            said,
            said.map((all) => all.indexOf(Math.max(...all))),
          ),
        ).toBe(true);
      }),
    );
  });
});

describe("passing", () => {
  it("gives those that pass, in their order, and all where none does", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.nat(9), (all, least) => {
        const some = passing(all, (one) => one >= least);
        expect(some.length === 0).toBe(all.length === 0);
        const expected = all.filter((one) => one >= least);
        expect(some).toEqual(expected.length === 0 ? all : expected);
      }),
    );
  });
});
