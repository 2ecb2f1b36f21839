import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityGraph } from "../graph/entity-graph.js";
import { LabelSystems, type RowLabels } from "../graph/row-labels.js";
import type { Query } from "../query/query.js";
import type { TypeSystem } from "../type-system.js";
import { definitionOf, titleWords } from "./definition.js";

/** Type systems that are read from the texts of records: what an entity is said to be. */
export const DESCRIBED = {
  /** The noun of its definition: "player". */
  noun: "noun",
  /** What WordNet has above that noun, or above the last word in the brackets of its name: "athlete", "person". */
  hypernym: "hypernym",
  /** The words of its definition: "american", "ice", "hockey", "player". */
  definition: "definition",
  /** The words in the brackets of its name: "album" of "Thriller (album)". */
  title: "title",
  /** One of the 18 NER classes, however it was found. */
  class: "ner class",
} as const;

/** The name of a type system that is read from texts. */
export type DescribedSystem = (typeof DESCRIBED)[keyof typeof DESCRIBED];
export const DESCRIBED_SYSTEMS: readonly DescribedSystem[] = Object.values(DESCRIBED);

/** Which of them the queries of a type system name. */
export function describedIn({ axes }: TypeSystem): DescribedSystem[] {
  const systemsOf = (query: Query): readonly string[] => {
    switch (query.kind) {
      case "types":
        return [query.system];
      case "reachable":
        return systemsOf(query.from);
      case "relation":
        return query.to === undefined ? [] : systemsOf(query.to);
      case "and":
      case "or":
        return query.queries.flatMap(systemsOf);
      case "not":
        return systemsOf(query.query);
      default:
        return [];
    }
  };
  const members = axes.flatMap(({ classes }) => classes.map((one) => one.members));
  const named = new Set(members.flatMap((one) => ("kind" in one ? systemsOf(one) : [])));
  return DESCRIBED_SYSTEMS.filter((system) => named.has(system));
}

export interface DescribedOptions {
  /** The names of what is above a noun, nearest first; absent = no type system {@link DESCRIBED.hypernym}. */
  hypernymsOf?: (noun: string) => readonly string[];
  /** The class of each row; absent = no type system {@link DESCRIBED.class}. */
  classOf?: (row: number) => string | undefined;
}

/**
 * A graph with the type systems of {@link DESCRIBED} beside its own; one that has a system of such a name keeps it. Most entities of
 * most KBs have no types, and a text.
 *
 * Reads all entities, when it is first asked for one of these systems. Memory: 12 bytes a word.
 *
 * @example
 * ```ts
 * const graph = withDescribedTypes(entityGraphOf(kb), kb);
 * evaluate(types("noun", ["album", "song"]), graph).count();
 * ```
 */
export function withDescribedTypes(
  graph: EntityGraph,
  kb: KnowledgeBase,
  options: DescribedOptions = {},
): EntityGraph {
  const names = [
    DESCRIBED.noun,
    DESCRIBED.definition,
    DESCRIBED.title,
    ...(options.hypernymsOf === undefined ? [] : [DESCRIBED.hypernym]),
    ...(options.classOf === undefined ? [] : [DESCRIBED.class]),
  ].filter((name) => !graph.typeSystems.includes(name));
  let described: ReadonlyMap<string, RowLabels> | undefined;
  return {
    ...graph,
    typeSystems: [...graph.typeSystems, ...names].sort(),
    typesOf(system) {
      if (!(names as string[]).includes(system)) return graph.typesOf(system);
      described ??= readDescribed(kb, graph.size, options);
      return described.get(system);
    },
  };
}

function readDescribed(
  kb: KnowledgeBase,
  size: number,
  { hypernymsOf = () => [], classOf = () => undefined }: DescribedOptions,
): ReadonlyMap<string, RowLabels> {
  const labels = new LabelSystems();
  for (const [row, { name, description = "" }] of kb.entries()) {
    // Entities that were added since have no row in the graph.
    if (row >= size) break;
    const { noun, words } = definitionOf(description);
    const title = titleWords(name);
    const kind = noun ?? title.at(-1);
    const found = classOf(row);
    labels.add(row, DESCRIBED.noun, noun === undefined ? [] : [noun]);
    labels.add(row, DESCRIBED.hypernym, kind === undefined ? [] : hypernymsOf(kind));
    labels.add(row, DESCRIBED.definition, words);
    labels.add(row, DESCRIBED.title, title);
    labels.add(row, DESCRIBED.class, found === undefined ? [] : [found]);
  }
  return labels.build(size);
}
