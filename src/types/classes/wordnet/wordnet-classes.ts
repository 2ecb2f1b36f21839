import type { NerClass } from "../../ner-classes.js";
import { ancestorsOf, type Synset, type WordNet } from "./wordnet-files.js";

/**
 * Classes below a synset, given by lemma and sense number of WordNet 3.1. The nearest root on the way up decides; a
 * synset without a root above it goes by its lexicographer file.
 */
const ROOTS: readonly (readonly [NerClass, readonly (readonly [lemma: string, sense: number])[]])[] = [
  [
    "PER",
    [
      ["person", 1],
      ["people", 1],
    ],
  ],
  [
    "LOC",
    [
      ["location", 1],
      ["structure", 1],
      ["facility", 1],
      ["geological formation", 1],
      ["body of water", 1],
      ["land", 4],
      ["way", 6],
      ["vegetation", 1],
    ],
  ],
  [
    "ORG",
    [
      ["organization", 1],
      ["social group", 1],
    ],
  ],
  [
    "ANIM",
    [
      ["animal", 1],
      ["animal group", 1],
    ],
  ],
  [
    "BIO",
    [
      ["microorganism", 1],
      ["body part", 1],
      ["cell", 2],
      ["organic process", 1],
      ["fungus", 1],
      ["body", 1],
      ["gene", 1],
      ["protein", 1],
      ["bacteria genus", 1],
      ["bacteria family", 1],
      ["fungus genus", 1],
      ["fungus family", 1],
    ],
  ],
  [
    "CEL",
    [
      ["celestial body", 1],
      ["constellation", 2],
      ["galaxy", 3],
    ],
  ],
  [
    "DIS",
    [
      ["illness", 1],
      ["disorder", 1],
      ["ill health", 1],
      ["pathological process", 1],
      ["injury", 1],
      ["symptom", 1],
      ["abnormality", 1],
    ],
  ],
  ["EVE", [["event", 1]]],
  [
    "FOOD",
    [
      ["food", 1],
      ["food", 2],
      ["beverage", 1],
    ],
  ],
  [
    "INST",
    [
      ["instrumentality", 3],
      ["artifact", 1],
      ["conduit", 1],
    ],
  ],
  [
    "MEDIA",
    [
      ["publication", 1],
      ["creation", 2],
      ["communication", 2],
      ["language", 1],
      ["software", 1],
      ["medium", 1],
      ["show", 3],
    ],
  ],
  [
    "MON",
    [
      ["monetary unit", 1],
      ["money", 1],
      ["currency", 1],
      ["monetary system", 1],
    ],
  ],
  [
    "NUM",
    [
      ["number", 2],
      ["unit of measurement", 1],
      ["definite quantity", 1],
    ],
  ],
  [
    "PHYS",
    [
      ["physical phenomenon", 1],
      ["chemical element", 1],
      ["compound", 2],
      ["drug", 1],
      ["particle", 2],
    ],
  ],
  ["PLANT", [["plant", 2]]],
  [
    "SUPER",
    [
      ["spiritual being", 1],
      ["imaginary being", 1],
    ],
  ],
  [
    "TIME",
    [
      ["time period", 1],
      ["time unit", 1],
    ],
  ],
  ["VEHI", [["vehicle", 1]]],
];

/** By lexicographer file, lexnames(5WN) 3 to 28. */
const BY_FILE: Record<number, NerClass> = {
  3: "PHYS",
  4: "EVE",
  5: "ANIM",
  6: "INST",
  7: "PHYS",
  8: "BIO",
  9: "MEDIA",
  10: "MEDIA",
  11: "EVE",
  12: "PHYS",
  13: "FOOD",
  14: "ORG",
  15: "LOC",
  16: "PHYS",
  17: "LOC",
  18: "PER",
  19: "PHYS",
  20: "PLANT",
  21: "MON",
  22: "PHYS",
  23: "NUM",
  24: "PHYS",
  25: "PHYS",
  26: "PHYS",
  27: "PHYS",
  28: "TIME",
};

/** Gives each noun synset its class. */
export function wordNetClasses(wordnet: WordNet): (synset: Synset) => NerClass {
  const roots = new Map<string, NerClass>();
  for (const [name, senses] of ROOTS)
    for (const [lemma, sense] of senses) {
      const root = wordnet.sense(lemma, sense);
      // Another version may lack one.
      if (root !== undefined) roots.set(root.offset, name);
    }
  return (synset) => {
    for (const above of [synset, ...ancestorsOf(wordnet, synset)]) {
      const found = roots.get(above.offset);
      if (found !== undefined) return found;
    }
    return BY_FILE[synset.file] ?? "PHYS";
  };
}
