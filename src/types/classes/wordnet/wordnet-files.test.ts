import { beforeAll, describe, expect, it } from "vitest";
import {
  ancestorsOf,
  isInstance,
  parentOf,
  readWordNet,
  type Synset,
  splitGloss,
  type WordNet,
} from "./wordnet-files.js";

describe("splitGloss", () => {
  it.each([
    ["a large feline", "a large feline", []],
    ['a feeling; "she felt a great joy"', "a feeling", ["she felt a great joy"]],
    ['one; two; "an example here"; "another example"', "one; two", ["an example here", "another example"]],
    [
      'a complete range: "a face that expressed a gamut"',
      "a complete range",
      ["a face that expressed a gamut"],
    ],
    ['"only an example"', '"only an example"', ["only an example"]],
    ['the letter "a"', 'the letter "a"', []],
    ["the Italian `boot'", "the Italian 'boot'", []],
  ])("%j", (gloss, definition, examples) => {
    expect(splitGloss(gloss)).toEqual({ definition, examples });
  });
});

describe("readWordNet", () => {
  let wordnet: WordNet;
  const progress: number[] = [];
  const sense = (lemma: string, number: number): Synset => {
    const synset = wordnet.sense(lemma, number);
    if (synset === undefined) throw new Error(`no sense ${number} of ${lemma}`);
    return synset;
  };
  beforeAll(async () => {
    wordnet = await readWordNet((fraction) => progress.push(fraction));
  });

  it("reads all noun synsets and reports how far it is", () => {
    expect(wordnet.synsets.size).toBe(82_192);
    expect(progress).toEqual([0.3, 1]);
  });

  it("reads lemmas, tags, senses, pointers and the gloss", () => {
    const jaguar = sense("jaguar", 1);
    expect(jaguar).toMatchObject({
      offset: "02131577",
      file: 5,
      lemmas: ["jaguar", "panther", "Panthera onca", "Felis onca"],
      senses: [1, 1, 1, 1],
      examples: [],
    });
    expect(jaguar.gloss).toMatch(/^a large spotted feline of tropical America/);
    expect(jaguar.tags).toHaveLength(4);
    expect(wordnet.sense("jaguar", 2)).toBeUndefined();
    expect(wordnet.sense("no such lemma", 1)).toBeUndefined();
  });

  it("finds a lemma of several words by its sense", () => {
    expect(sense("body of water", 1).lemmas).toContain("water");
  });

  it("orders senses by how often they were tagged", () => {
    expect(sense("bank", 1).gloss).toMatch(/sloping land/);
    expect(sense("bank", 2).gloss).toMatch(/^a financial institution/);
  });

  it("tells instances from classes", () => {
    expect(isInstance(sense("paris", 1))).toBe(true);
    expect(isInstance(sense("city", 1))).toBe(false);
  });

  it("walks up to the root", () => {
    expect(parentOf(wordnet, sense("jaguar", 1))?.lemmas).toContain("big cat");
    const chain = ancestorsOf(wordnet, sense("paris", 1)).map(({ lemmas }) => lemmas[0]);
    expect(chain[0]).toBe("national capital");
    expect(chain.at(-1)).toBe("entity");
  });
});
