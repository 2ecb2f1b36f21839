import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { predicateOf, withoutBrackets } from "./definition.js";

describe("withoutBrackets", () => {
  it.each([
    ["X ( born 1950 ) is a singer", "X   is a singer"],
    ["Y (Z (W) [V]) was", "Y   was"],
    ["an unclosed ( bracket is a trap", "an unclosed  "],
    ["closed ) before it opens", "closed ) before it opens"],
  ])("%j", (text, expected) => {
    expect(withoutBrackets(text)).toBe(expected);
  });

  it("leaves no bracket that has its other half, and text without brackets as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", " ", "(", ")", "[", "]") }), (text) => {
        const kept = withoutBrackets(text);
        expect(kept).not.toMatch(/[([]/);
        if (!/[()[\]]/.test(text)) expect(kept).toBe(text);
      }),
    );
  });
});

describe("predicateOf", () => {
  it.each([
    ["Ruby is a language", "Ruby", "a language"],
    ["In law, an oath is a statement", "Oath", "a statement"],
    ["Putlocker refers to various sites", "Putlocker", "various sites"],
    ["The Boy Is Mine is a 1998 duet", "The Boy Is Mine", "a 1998 duet"],
    ["Smith , who was born in Ulm , is a poet", "Smith", "a poet"],
  ])("%s", (text, name, expected) => {
    expect(predicateOf(text, name)).toBe(expected);
  });

  it("knows phrases from sentences", () => {
    expect(predicateOf("American singer", "Ann Lee")).toBeUndefined();
    expect(predicateOf("an organ that is part of the gut", "liver")).toBeUndefined();
  });
});
