import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { ClassLexicon } from "../classes/class-lexicon.js";
import { definedAs } from "../classes/definition.js";
import { finalHeadOf, type Head, headOf } from "../classes/noun-phrase.js";
import { singularsOf } from "../classes/singular.js";
import { ancestorsOf, type WordNet } from "../classes/wordnet/wordnet-files.js";
import type { NerClass } from "../ner-classes.js";
import type { Reading } from "./link-rules.js";

/** What records say of their entities in words, by row. */
export interface Readings {
  /** Names of what an entity is by a reading, the best first: those of a list are of one rank. */
  nouns(row: number, reading: Reading): readonly (readonly string[])[];
  /** The NER class of the noun of an entity's definition. */
  definedClass(row: number): NerClass | undefined;
}

const LIST = /^Lists? of /;

/**
 * Reads the records of a KB: see {@link Reading}. Nothing is kept.
 *
 * @param wordnet of which the lexicon was made
 */
export function readingsOf(kb: KnowledgeBase, lexicon: ClassLexicon, wordnet: WordNet): Readings {
  const definition = (row: number): Head | undefined => {
    const { name, description } = kb.at(row) ?? {};
    return name === undefined || description === undefined
      ? undefined
      : definedAs(description, name, lexicon);
  };
  return {
    nouns(row, reading) {
      const { name = "" } = kb.at(row) ?? {};
      switch (reading) {
        case "definition":
          return nounsOf(definition(row));
        case "title":
          return nounsOf(titleHead(name, lexicon));
        case "list":
          return LIST.test(name) ? nounsOf(headOf(name.replace(LIST, ""), lexicon)) : [];
        case "hypernym":
          return hypernymsOf(name.toLowerCase(), wordnet);
      }
    },
    definedClass: (row) => definition(row)?.name,
  };
}

/** A noun in the plural or singular, then its last word: "football clubs", "football club", "club". */
function nounsOf(head: Head | undefined): string[][] {
  if (head === undefined) return [];
  const last = head.words.slice(head.words.lastIndexOf(" ") + 1);
  return [...new Set([...singularsOf(head.words), ...singularsOf(last)])].map((noun) => [noun]);
}

/**
 * The noun of a name that is a common noun and its specification: written small, or before its first preposition. "King penguin" and
 * "Governor of Kentucky", but not "Michel Mayor".
 */
function titleHead(name: string, lexicon: ClassLexicon): Head | undefined {
  const head = finalHeadOf(name, lexicon);
  if (head === undefined || head.words === name.toLowerCase()) return undefined;
  const isFirst = name.toLowerCase().startsWith(`${head.words} of `);
  return isFirst ||
    name
      .split(/[\s(),]+/)
      .join(" ")
      .includes(` ${head.words}`)
    ? head
    : undefined;
}

/** What is above the first sense of a noun, nearest first, each with its synonyms. */
function hypernymsOf(noun: string, wordnet: WordNet): string[][] {
  const synset = wordnet.sense(noun, 1);
  return synset === undefined
    ? []
    : ancestorsOf(wordnet, synset).map(({ lemmas }) => lemmas.map((lemma) => lemma.toLowerCase()));
}
