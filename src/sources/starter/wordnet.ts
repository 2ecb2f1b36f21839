import type { EntityRecord } from "../../kb/record.js";
import { wordNetClasses } from "../../types/classes/wordnet/wordnet-classes.js";
import { ancestorsOf, type Synset, type WordNet } from "../../types/classes/wordnet/wordnet-files.js";

/** Pointers that become relations; the inverse of each is left to its other end. */
const RELATIONS: Record<string, string> = {
  "#p": "part of",
  "#m": "member of",
  "#s": "substance of",
  "@i": "instance of",
  ";c": "domain",
  ";r": "region of use",
};

/** Above these a chain of types says nothing. */
const UNSPECIFIC = new Set([
  "entity",
  "physical entity",
  "abstraction",
  "object",
  "whole",
  "thing",
  "matter",
]);

/** "capital of France", "King of England": such a name would swallow the name within it. "City of Light" has none. */
const DESCRIBING = /^capital (city )?of |^(State|Republic|Kingdom|President|King|Queen) of (the )?\p{Lu}/u;

export const wordNetId = (offset: string): string => `wn:${offset}-n`;

/**
 * A synset as an entity: lemmas are aliases with their tag counts, the gloss is the description, its quoted examples are
 * kept, the hypernym chain gives the types.
 */
export function wordNetRecords(wordnet: WordNet): (synset: Synset) => EntityRecord {
  const classOf = wordNetClasses(wordnet);
  return (synset) => {
    const aliases = synset.lemmas
      .map((text, i) => ({ text, count: synset.tags[i] ?? 0 }))
      .filter(({ text }, i) => i === 0 || !DESCRIBING.test(text));
    const chain = ancestorsOf(wordnet, synset)
      .map(({ lemmas }) => (lemmas[0] ?? "").toLowerCase())
      .filter((name) => !UNSPECIFIC.has(name));
    const relations = synset.pointers.flatMap(({ symbol, target }) => {
      const relation = RELATIONS[symbol];
      return relation === undefined ? [] : [{ relation, object: wordNetId(target) }];
    });
    return {
      id: wordNetId(synset.offset),
      name: usualLemma(synset),
      description: synset.gloss,
      aliases,
      types: { ner: [classOf(synset)], wordnet: chain },
      ...(relations.length === 0 ? {} : { relations }),
      count: synset.tags.reduce((sum, tag) => sum + tag, 0),
      ...(synset.examples.length === 0 ? {} : { attributes: { examples: synset.examples.join("; ") } }),
    };
  };
}

/** Tags from which on another lemma than the first gives a synset its name. */
const ENOUGH_TAGS = 5;

/** "bank" rather than "depository financial institution", but "jaguar" rather than "panther", which was tagged twice. */
function usualLemma(synset: Synset): string {
  const most = Math.max(...synset.tags);
  return synset.lemmas[most < ENOUGH_TAGS ? 0 : synset.tags.indexOf(most)] ?? synset.offset;
}
