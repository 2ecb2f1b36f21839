import { beforeAll, describe, expect, it } from "vitest";
import { NER_CLASSES, type NerClass } from "../../ner-classes.js";
import { wordNetClasses } from "./wordnet-classes.js";
import { readWordNet, type WordNet } from "./wordnet-files.js";

/** Lemma and number of the sense, the class a person gives it. */
const KNOWN: [lemma: string, sense: number, expected: NerClass][] = [
  ["scientist", 1, "PER"],
  ["abraham lincoln", 1, "PER"],
  ["teacher", 1, "PER"],
  ["sioux", 1, "PER"],
  ["paris", 1, "LOC"],
  ["city", 1, "LOC"],
  ["bridge", 1, "LOC"],
  ["mount everest", 1, "LOC"],
  ["atlantic", 1, "LOC"],
  ["nato", 1, "ORG"],
  ["family", 2, "ORG"],
  ["bank", 2, "ORG"],
  ["jaguar", 1, "ANIM"],
  ["dog", 1, "ANIM"],
  ["salmon", 1, "ANIM"],
  ["herd", 1, "ANIM"],
  ["heart", 2, "BIO"],
  ["bacterium", 1, "BIO"],
  ["streptomyces", 1, "BIO"],
  ["digestion", 2, "BIO"],
  ["mars", 1, "CEL"],
  ["sun", 1, "CEL"],
  ["orion", 2, "CEL"],
  ["malaria", 1, "DIS"],
  ["diabetes", 1, "DIS"],
  ["fracture", 1, "DIS"],
  ["endocarditis", 1, "DIS"],
  ["strabismus", 1, "DIS"],
  ["world war ii", 1, "EVE"],
  ["wedding", 1, "EVE"],
  ["football", 1, "EVE"],
  ["bread", 1, "FOOD"],
  ["wine", 1, "FOOD"],
  ["cheddar", 2, "FOOD"],
  ["hammer", 2, "INST"],
  ["piano", 1, "INST"],
  ["telescope", 1, "INST"],
  ["hose", 3, "INST"],
  ["iliad", 1, "MEDIA"],
  ["movie", 1, "MEDIA"],
  ["newspaper", 1, "MEDIA"],
  ["latin", 1, "MEDIA"],
  ["java", 3, "MEDIA"],
  ["dollar", 1, "MON"],
  ["euro", 1, "MON"],
  ["kilometer", 1, "NUM"],
  ["seven", 1, "NUM"],
  ["oxygen", 1, "PHYS"],
  ["electron", 1, "PHYS"],
  ["aspirin", 1, "PHYS"],
  ["gravity", 1, "PHYS"],
  ["oak", 2, "PLANT"],
  ["rose", 1, "PLANT"],
  ["zeus", 1, "SUPER"],
  ["unicorn", 1, "SUPER"],
  ["dragon", 1, "SUPER"],
  ["century", 1, "TIME"],
  ["monday", 1, "TIME"],
  ["renaissance", 1, "TIME"],
  ["car", 1, "VEHI"],
  ["submarine", 1, "VEHI"],
];

describe("wordNetClasses", () => {
  let wordnet: WordNet;
  beforeAll(async () => {
    wordnet = await readWordNet();
  });
  const classOf = (lemma: string, sense: number) => {
    const synset = wordnet.sense(lemma, sense);
    return synset === undefined ? "no such sense" : wordNetClasses(wordnet)(synset);
  };

  it("is asked for all classes", () => {
    expect(new Set(KNOWN.map(([, , name]) => name))).toEqual(new Set(Object.keys(NER_CLASSES)));
    expect(KNOWN.length).toBeGreaterThanOrEqual(50);
  });

  it.each(KNOWN)("%s, sense %i, is %s", (lemma, sense, expected) => {
    expect(classOf(lemma, sense)).toBe(expected);
  });

  it("gives every synset a class, and every class to many", () => {
    const of = wordNetClasses(wordnet);
    const counts = new Map<NerClass, number>();
    for (const synset of wordnet.synsets.values()) counts.set(of(synset), (counts.get(of(synset)) ?? 0) + 1);
    for (const name of Object.keys(NER_CLASSES))
      expect(counts.get(name as NerClass), name).toBeGreaterThan(100);
  });
});
