import type { EntityGraph } from "../graph/entity-graph.js";
import { attribute, type Query, reachable, relation, types } from "../query/query.js";
import { queryText } from "../query/query-text.js";

/** A type that a system may be made of. */
export interface CandidateType {
  /** The query as a line of text: unique, and the same for the same KB. */
  readonly name: string;
  readonly query: Query;
  /** Positions among the entities that were asked about, ascending. */
  readonly members: Uint32Array;
}

export interface CandidateTypeOptions {
  /** Entities, of those asked about, that a type has to have; default 10. */
  minMembers?: number;
  /** Relations that are walked together, any number of steps, beside those that are walked alone. */
  walks?: readonly (readonly string[])[];
  /** Relations by which some entity leads to more entities than this are walked one step only; default 100. */
  mostRoots?: number;
}

/** How Wikidata and WordNet say what a thing is. */
const WALKS = [
  ["P31", "P279"],
  ["instance of", "subclass of"],
] as const;

/**
 * The types that a graph offers for some entities, those of most members first: types of the type systems, texts of attributes, what
 * has a relation to an entity, and what leads to an entity by relations in any number of steps (the inverse transitive closure of
 * Raiman and Raiman 2018, https://arxiv.org/abs/1802.01021).
 *
 * @param entities rows of the graph
 * @example
 * ```ts
 * const types = candidateTypes(graph, samples.entities, { minMembers: 20 });
 * types.map(({ name }) => name); // ["ner PER", "noun city", "country country:FR", …]
 * ```
 */
export function candidateTypes(
  graph: EntityGraph,
  entities: Uint32Array,
  { minMembers = 10, walks = WALKS, mostRoots = 100 }: CandidateTypeOptions = {},
): CandidateType[] {
  const found: CandidateType[] = [];
  /** Keeps the types that have enough members. */
  const gather = (labelsOf: (row: number) => Iterable<number>, queryOf: (label: number) => Query): void => {
    const members = new Map<number, number[]>();
    entities.forEach((row, position) => {
      for (const label of labelsOf(row)) listIn(members, label).push(position);
    });
    for (const [label, positions] of members) {
      if (positions.length < minMembers) continue;
      const query = queryOf(label);
      found.push({ name: queryText(query), query, members: Uint32Array.from(positions) });
    }
  };

  for (const system of graph.typeSystems) {
    const labels = graph.typesOf(system);
    if (labels !== undefined)
      gather(
        (row) => labels.of(row),
        (label) => types(system, labels.names[label] as string),
      );
  }
  for (const name of graph.attributes) {
    const labels = graph.texts(name);
    if (labels !== undefined)
      gather(
        (row) => labels.of(row),
        (label) => attribute(name, "=", labels.names[label] as string),
      );
  }
  for (const [name, rows] of rowsByRelation(graph, entities)) {
    gather(
      (row) => (rows.has(row) ? new Set(graph.neighbours(row, name)) : []),
      (root) => relation(name, graph.idOf(root)),
    );
  }
  for (const { by, roots } of deepWalks(graph, entities, walks, mostRoots))
    gather(
      (row) => roots.get(row) ?? [],
      (root) => reachable(graph.idOf(root), { by }),
    );
  // The sort is stable.
  return found.sort((a, b) => b.members.length - a.members.length);
}

/** The list of a key, which is made where there is none. */
function listIn<K>(lists: Map<K, number[]>, key: K): number[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

/** The relations of some rows, in alphabetical order, and which of the rows have them. */
function rowsByRelation(graph: EntityGraph, rows: Uint32Array): Map<string, ReadonlySet<number>> {
  const lists = new Map<string, number[]>(graph.relations.map((name) => [name, []]));
  for (const row of rows) for (const name of graph.relationsOf(row)) listIn(lists, name).push(row);
  return new Map([...lists].map(([name, list]) => [name, new Set(list)]));
}

/** Walks that lead further than one step, with what each row leads to by them. */
function* deepWalks(
  graph: EntityGraph,
  rows: Uint32Array,
  walks: readonly (readonly string[])[],
  mostRoots: number,
): Generator<{ by: readonly string[]; roots: ReadonlyMap<number, ReadonlySet<number>> }> {
  const known = rowsByRelation(graph, rows);
  const together = walks.filter((by) => by.every((name) => known.has(name)));
  for (const by of [...[...known.keys()].map((name) => [name]), ...together]) {
    const starts = new Set(by.flatMap((name) => [...(known.get(name) ?? [])]));
    const roots = rootsOf(graph, starts, by, mostRoots);
    if (roots !== undefined) yield { by, roots };
  }
}

/**
 * For each row what it leads to by relations, itself included.
 *
 * @returns undefined where nothing is more than one step away, which makes no other types than the relation alone, or where a row
 *   leads to more than `most`: such relations lead from anything to anything
 */
function rootsOf(
  graph: EntityGraph,
  rows: Iterable<number>,
  by: readonly string[],
  most: number,
): ReadonlyMap<number, ReadonlySet<number>> | undefined {
  const roots = new Map<number, ReadonlySet<number>>();
  let isDeep = false;
  for (const row of rows) {
    const reached = new Set([row]);
    let frontier = [row];
    for (let depth = 1; frontier.length > 0; depth++) {
      const next = frontier.flatMap((at) => by.flatMap((name) => [...graph.neighbours(at, name)]));
      frontier = [...new Set(next)].filter((at) => !reached.has(at));
      if (frontier.length > 0 && depth > 1) isDeep = true;
      for (const at of frontier) reached.add(at);
      if (reached.size > most) return undefined;
    }
    roots.set(row, reached);
  }
  return isDeep ? roots : undefined;
}
