import { beforeAll, describe, expect, it } from "vitest";
import { readWordNet, type Synset, type WordNet } from "../../types/classes/wordnet/wordnet-files.js";
import { wordNetRecords } from "./wordnet.js";

describe("wordNetRecords", () => {
  let wordnet: WordNet;
  const sense = (lemma: string, number: number): Synset => {
    const synset = wordnet.sense(lemma, number);
    if (synset === undefined) throw new Error(`no sense ${number} of ${lemma}`);
    return synset;
  };
  beforeAll(async () => {
    wordnet = await readWordNet();
  });

  it("makes records: lemmas are aliases, the usual one the name, the chain the types", () => {
    const recordOf = wordNetRecords(wordnet);
    expect(recordOf(sense("bank", 2))).toMatchObject({
      name: "bank",
      types: { ner: ["ORG"] },
      aliases: expect.arrayContaining([
        expect.objectContaining({ text: "depository financial institution" }),
      ]),
    });
    expect(recordOf(sense("jaguar", 1))).toMatchObject({
      id: "wn:02131577-n",
      name: "jaguar",
      types: { ner: ["ANIM"], wordnet: expect.arrayContaining(["big cat", "feline", "animal"]) },
    });
  });

  it("leaves out names that only describe", () => {
    const paris = wordNetRecords(wordnet)(sense("paris", 1));
    const names = (paris.aliases ?? []).map((alias) => (typeof alias === "string" ? alias : alias.text));
    expect(names).toContain("City of Light");
    expect(names).not.toContain("capital of France");
  });
});
