import { describe, expect, it } from "vitest";
import { entityOf, isNil, isQid, reference, title } from "./references.js";

describe("title", () => {
  it.each([
    ["Lyon", "Lyon"],
    ["Stade_de_Lyon", "Stade de Lyon"],
    ["Caf%C3%A9_%26_Co.", "Café & Co."],
    ["%E6%9D%B1%E4%BA%AC", "東京"],
    ["100%_Wolf", "100% Wolf"],
    ["Latin%E91", "Latin%E91"],
    ["_Lyon_", "Lyon"],
  ])("of %j is %j", (text, expected) => {
    expect(title(text)).toBe(expected);
  });
});

describe("reference", () => {
  it.each([
    ["https://en.wikipedia.org/wiki/Paris,_Texas", "Paris, Texas"],
    ["http://de.m.wikipedia.org/wiki/K%C3%B6ln#Dom", "Köln"],
    ["https://en.wikipedia.org/wiki/AC/DC?oldid=1", "AC/DC"],
    ["https://en.wikipedia.org/wiki/Who%27s_Next%3F", "Who's Next?"],
    ["http://dbpedia.org/resource/Paris_(Texas)", "Paris (Texas)"],
    ["http://fr.dbpedia.org/page/Lyon", "Lyon"],
    ["http://www.wikidata.org/entity/Q90", "Q90"],
    ["https://www.wikidata.org/wiki/q90", "Q90"],
    ["https://www.wikidata.org/wiki/Special:EntityData/Q90.json", "Q90"],
    [" drug_17 ", "drug_17"],
    ["http://dbpedia.org/ontology/City", "http://dbpedia.org/ontology/City"],
    ["http://example.org/city/1", "http://example.org/city/1"],
  ])("of %j is %j", (uri, expected) => {
    expect(reference(uri)).toBe(expected);
  });
});

describe("isNil", () => {
  it.each([
    [null],
    [undefined],
    [""],
    [" "],
    ["NIL"],
    ["<NIL>"],
    ["--NME--"],
    ["NIL0042"],
    ["Unknown"],
    ["Unknown7"],
    ["UnknownNoMapping"],
    ["Q-1"],
    ["http://example.org/unknown/Odo_Brannt"],
    ["http://aksw.org/notInWiki/Odo_Brannt"],
  ])("holds of %j", (text) => {
    expect(isNil(text)).toBe(true);
    expect(entityOf(text)).toBe(null);
  });

  it.each([["Nil"], ["NIL (band)"], ["Unknown Pleasures"], ["Q1"], ["http://example.org/city/1"], ["0"]])(
    "does not hold of %j",
    (text) => {
      expect(isNil(text)).toBe(false);
      expect(entityOf(text)).toBe(text);
    },
  );
});

it("tells QIDs", () => {
  expect(["Q1", "Q1234567"].every(isQid)).toBe(true);
  expect(["Q", "q1", "Q1a", " Q1", "P31", "Q-1"].some(isQid)).toBe(false);
});
