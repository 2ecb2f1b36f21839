import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameForms } from "./person-names.js";

const forms = (name: string, country?: string) => nameForms(name, country).map(({ text }) => text);

describe("nameForms", () => {
  it.each([
    ["Abraham Lincoln", ["Lincoln", "A. Lincoln", "Abe Lincoln"]],
    ["Ludwig van Beethoven", ["Beethoven", "van Beethoven", "L. van Beethoven"]],
    ["Johann Sebastian Bach", ["Bach", "J. Bach", "Johann Bach", "J. S. Bach"]],
    ["Lyndon B. Johnson", ["Johnson", "L. Johnson", "Lyndon Johnson", "L. B. Johnson"]],
    ["Pelé", []],
    ["Catherine the Great", ["Catherine"]],
    ["Henry VIII of England", ["Henry VIII", "Henry"]],
    ["Clovis I", ["Clovis"]],
    ["Joan of Arc", ["Joan"]],
    ["Pope Urban VIII", ["Pope Urban", "Urban VIII", "Urban"]],
    ["Saint Peter", ["Peter"]],
    ["Sir Norman Foster", ["Norman Foster", "Foster", "N. Foster"]],
    ["Pieter Brueghel the Younger", ["Pieter Brueghel", "Brueghel", "P. Brueghel"]],
  ])("of %s", (name, expected) => {
    expect(forms(name)).toEqual(expected);
  });

  it.each([
    ["Leonardo da Vinci", "Leonardo"],
    ["Martin Luther King, Jr.", "King"],
    ["Martin Luther King, Jr.", "Martin Luther King"],
    ["Thomas Cromwell, 1st Earl of Essex", "Thomas Cromwell"],
    ["Robert Downey Jr.", "Downey"],
    ["Henri de Toulouse-Lautrec", "Toulouse-Lautrec"],
    ["Prince (musician)", "Prince"],
  ])("of %s have %s", (name, expected) => {
    expect(forms(name)).toContain(expected);
  });

  it("take the family name from where it stands", () => {
    expect(forms("Mao Zedong", "CN")).toContain("Mao");
    expect(forms("Ban Ki-moon", "KR")).toContain("Ban");
    expect(forms("Mark Twain", "US")).not.toContain("Mark");
  });

  it("take no title for a given name", () => {
    expect(forms("Pope Urban VIII")).not.toContain("P. Urban");
    expect(forms("Pope Urban VIII")).not.toContain("Pope");
  });

  it("are never the name itself, one letter or given twice, and have a share of at most all", () => {
    const word = fc.constantFrom(
      "Ann",
      "van",
      "der",
      "Lee",
      "II",
      "Jr.",
      "of",
      "the",
      "Pope",
      "Sir",
      "O'Neil",
      "I",
      "é",
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const name = words.join(" ");
        const found = nameForms(name, "CN");
        const texts = found.map(({ text }) => text);
        expect(new Set(texts).size).toBe(texts.length);
        for (const { text, share } of found) {
          expect(text).not.toBe(name);
          expect(text.trim().length).toBeGreaterThan(1);
          expect(share).toBeGreaterThan(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
