import { describe, expect, it } from "vitest";
import { casingOf } from "../text/casing.js";
import { languageOf } from "../text/languages/languages.js";
import { tokenise } from "../text/tokens.js";
import { type Match, SentenceView } from "./sentence-view.js";

/** A sentence, and a match of the words of it that are given, known in the casing of `alias`. */
function view(text: string, words: string, alias: string): { sentence: SentenceView; match: Match } {
  const tokens = tokenise(text);
  const at = text.indexOf(words);
  const from = tokens.findIndex(({ start }) => start === at);
  const to = tokens.findIndex(({ end }) => end === at + words.length) + 1;
  const postings = [{ index: 0, count: 1, casing: casingOf(alias), tier: "name" as const }];
  return {
    sentence: new SentenceView(text, { start: 0, end: text.length }, tokens, languageOf()),
    match: { from, to, keys: [alias.toLowerCase()], postings },
  };
}
const isName = (text: string, words: string, alias = words) => {
  const { sentence, match } = view(text, words, alias);
  return sentence.isName(match);
};
const isConcept = (text: string, words: string, alias = words) => {
  const { sentence, match } = view(text, words, alias);
  return sentence.isConcept(match);
};

describe("isName", () => {
  it.each<[string, string, string, boolean]>([
    ["We drove a Jaguar.", "Jaguar", "Jaguar", true],
    ["We saw a jaguar.", "jaguar", "Jaguar", false],
    ["We saw a Jaguar.", "Jaguar", "jaguar", false],
    ["We know Who it was.", "Who", "WHO", false],
    ["We asked the WHO about it.", "WHO", "WHO", true],
    ["See you on Monday then.", "Monday", "Monday", false],
    ["Plan B failed.", "B", "B", false],
    ["He stayed at the Bank of England.", "Bank of England", "Bank of England", true],
    ["He stayed at the bank of England.", "bank of England", "Bank of England", false],
    ["He came of Age of course.", "of Age", "Of Age", false],
  ])("%s: %s as %s", (text, words, alias, expected) => {
    expect(isName(text, words, alias)).toBe(expected);
  });

  it("does not trust one capital at the start of a sentence", () => {
    expect(isName("River banks are muddy.", "River banks", "River Banks")).toBe(false);
    expect(isName("Old River Banks is a song.", "River Banks", "River Banks")).toBe(true);
  });

  it("does not trust capitals where all is in capitals", () => {
    expect(isName("IT WAS THE END OF LONDON", "IT", "IT")).toBe(false);
    expect(isName("IT WAS THE END OF LONDON", "LONDON", "London")).toBe(true);
  });
});

describe("isConcept", () => {
  it.each<[string, string, boolean]>([
    ["They saw the jaguar there.", "jaguar", true],
    ["They saw the jaguar there.", "saw", false],
    ["They saw the tiny jaguar.", "tiny", false],
    ["A car-free city is quiet.", "car", false],
    ["A car-free city is quiet.", "free", false],
    ["They sat on the river bank.", "river bank", true],
    ["They ran the bank.", "ran the bank", false],
    ["See you on a monday.", "monday", false],
    ["It is the end of it.", "end", false],
  ])("%s: %s", (text, words, expected) => {
    expect(isConcept(text, words)).toBe(expected);
  });

  it("takes a name in small letters only where it is long, and counted", () => {
    const { sentence, match } = view("we flew to london today", "london", "London");
    expect(sentence.isConcept(match)).toBe(true);
    const rare = match.postings.map((posting) => ({ ...posting, count: 0 }));
    expect(sentence.isConcept({ ...match, postings: rare })).toBe(false);
    expect(isConcept("we flew to rio today", "rio", "Rio")).toBe(false);
  });
});

describe("isPieceOfName", () => {
  const isPiece = (text: string, words: string, commonNouns: string[] = [], taken: string[] = []) => {
    const { sentence, match } = view(text, words, words);
    const marks = Uint8Array.from(sentence.tokens, (token) =>
      taken.includes(sentence.surface(token)) ? 1 : 0,
    );
    return sentence.isPieceOfName(match, marks, (norm) => commonNouns.includes(norm));
  };

  it.each<[string, boolean]>([
    ["We met Barbara Lincoln there.", true],
    ["We met Lincoln Chafee there.", true],
    ["We met Lincoln there.", false],
    ["We met Barbara, Lincoln and others.", false],
    ["We met President Lincoln there.", false],
    ["We met The Lincoln there.", false],
  ])("%s", (text, expected) => {
    expect(isPiece(text, "Lincoln")).toBe(expected);
  });

  it("lets mentions and common nouns stand beside a name", () => {
    expect(isPiece("We met Barbara Lincoln there.", "Lincoln", [], ["Barbara"])).toBe(false);
    expect(isPiece("We met Lawyer Lincoln there.", "Lincoln", ["lawyer"])).toBe(false);
  });

  it("says so only of one word", () => {
    expect(isPiece("We met Barbara Lincoln Chafee there.", "Lincoln Chafee")).toBe(false);
  });
});
