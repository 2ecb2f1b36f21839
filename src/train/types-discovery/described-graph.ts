import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { readClassLexicon } from "../../types/classes/class-lexicon.js";
import { classifyEntities } from "../../types/classes/classify-entities.js";
import { singularsOf } from "../../types/classes/singular.js";
import { NER_SYSTEM } from "../../types/classes/type-evidence.js";
import {
  ancestorsOf,
  readWordNet,
  type Synset,
  type WordNet,
} from "../../types/classes/wordnet/wordnet-files.js";
import {
  DESCRIBED,
  DESCRIBED_SYSTEMS,
  type DescribedSystem,
  withDescribedTypes,
} from "../../types/discovery/described-types.js";
import type { EntityGraph } from "../../types/graph/entity-graph.js";
import { isNerClass } from "../../types/ner-classes.js";

/**
 * A graph with the type systems that can be read from the texts of records: nouns, words and titles, what WordNet has above the
 * nouns, and the 18 classes. Discovered type systems are asked of it.
 *
 * @param systems those that are needed, default all: WordNet takes a second, the classes some 50 µs an entity where not every
 *   record tells its own
 * @example
 * ```ts
 * const system = parseTypeSystem(yaml, "types.yaml");
 * const graph = await describedGraph(kb, entityGraphOf(kb), describedIn(system));
 * ```
 */
export async function describedGraph(
  kb: KnowledgeBase,
  graph: EntityGraph,
  systems: readonly DescribedSystem[] = DESCRIBED_SYSTEMS,
): Promise<EntityGraph> {
  const [hypernym, classes] = [DESCRIBED.hypernym, DESCRIBED.class].map((system) => systems.includes(system));
  return withDescribedTypes(graph, kb, {
    ...(hypernym ? { hypernymsOf: hypernyms(await readWordNet()) } : {}),
    ...(classes ? { classOf: toldClasses(graph) ?? (await classesOf(kb)) } : {}),
  });
}

/** The classes that records tell, where all of them tell one: then nothing has to be found out. */
function toldClasses(graph: EntityGraph): ((row: number) => string | undefined) | undefined {
  const told = graph.typesOf(NER_SYSTEM);
  if (told === undefined) return undefined;
  const classOf = (row: number) => [...told.of(row)].map((label) => told.names[label] ?? "").find(isNerClass);
  for (const row of graph.entities) if (classOf(row) === undefined) return undefined;
  return classOf;
}

async function classesOf(kb: KnowledgeBase): Promise<(row: number) => string | undefined> {
  const { classes, classOf } = classifyEntities(kb, await readClassLexicon());
  // 0 is what is in no class.
  return (row) => (classOf[row] ? classes[classOf[row]] : undefined);
}

/** What is above the first sense of a noun, in the singular or plural. */
function hypernyms(wordnet: WordNet): (noun: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (noun) => {
    const found = known.get(noun);
    if (found !== undefined) return found;
    const synset = singularsOf(noun)
      .map((singular) => wordnet.sense(singular, 1))
      .find((one) => one !== undefined);
    const names = synset === undefined ? [] : [synset, ...ancestorsOf(wordnet, synset)].map(nameOf);
    known.set(noun, names);
    return names;
  };
}

/** The first lemma of a synset; with the number of its sense where that is not the first: "plant 2". */
const nameOf = ({ lemmas: [lemma = ""], senses: [sense = 1] }: Synset): string =>
  sense === 1 ? lemma : `${lemma} ${sense}`;
