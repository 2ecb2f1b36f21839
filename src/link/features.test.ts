import { describe, expect, it } from "vitest";
import { Casing } from "../text/casing.js";
import { cueFeatures, cuesBefore, logPrior, nameFeatures } from "./features.js";

describe("logPrior", () => {
  it("gives shares that sum to 1 over all entities of an alias", () => {
    const counts = [90, 9, 1, 0];
    const shares = counts.map((count) => Math.exp(logPrior(count, 100, counts.length)));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  });

  it("holds nothing for impossible", () => {
    expect(logPrior(0, 1e9, 3)).toBeGreaterThan(Number.NEGATIVE_INFINITY);
    expect(logPrior(0, 0, 2)).toBeCloseTo(Math.log(1 / 2), 12);
  });
});

describe("nameFeatures", () => {
  const of = (known: number, casing: number, freeCasing = false, plural = false, noCapitals = false) =>
    nameFeatures({ casing: known, plural }, { key: "jaguar", casing, freeCasing, noCapitals });

  it("notes small letters of what is known with capitals only", () => {
    expect(of(Casing.title, Casing.lower).missingCapital).toBe(1);
    expect(of(Casing.title | Casing.lower, Casing.lower).missingCapital).toBe(0);
    expect(of(Casing.title, Casing.title).missingCapital).toBe(0);
  });

  it("does not miss capitals where a text has none at all", () => {
    expect(of(Casing.title, Casing.lower, false, false, true).missingCapital).toBe(0);
  });

  it("notes capitals of what is known in small letters only, but not where every word has one", () => {
    expect(of(Casing.lower, Casing.title).needlessCapital).toBe(1);
    expect(of(Casing.lower, Casing.title, true).needlessCapital).toBe(0);
    expect(of(Casing.lower | Casing.upper, Casing.title).needlessCapital).toBe(0);
    expect(of(Casing.lower, Casing.lower).needlessCapital).toBe(0);
  });

  it("notes a plural", () => {
    expect(of(Casing.lower, Casing.lower, false, true).plural).toBe(1);
    expect(of(Casing.lower, Casing.lower).plural).toBe(0);
  });
});

describe("cuesBefore", () => {
  it.each([
    ["President ", true, false],
    ["the late Dr. ", true, false],
    ["he met QUEEN ", true, false],
    ["flights to ", false, true],
    ["They live in the ", false, true],
    ["within ", false, false],
    ["", false, false],
    ["president, ", false, false],
    ["the presidential ", false, false],
  ])("%j", (before, role, place) => {
    expect(cuesBefore(before)).toEqual({ role, place });
  });
});

describe("cueFeatures", () => {
  it("speaks for people after a role and for places after a preposition", () => {
    const both = { role: true, place: true };
    expect(cueFeatures(both, "PER")).toEqual({ role: 1, place: -1 });
    expect(cueFeatures(both, "LOC")).toEqual({ role: -1, place: 1 });
    expect(cueFeatures(both, "ORG")).toEqual({ role: -1, place: 0 });
  });

  it("says nothing without a cue or without a class", () => {
    expect(cueFeatures({ role: false, place: false }, "PER")).toEqual({});
    expect(cueFeatures({ role: true, place: true }, undefined)).toEqual({});
  });
});
