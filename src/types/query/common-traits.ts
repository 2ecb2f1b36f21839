import type { Bitset } from "../bitset.js";
import type { EntityGraph } from "../graph/entity-graph.js";
import { type Query, relation, types } from "./query.js";

/** What many entities have in common, as the query that finds it. */
export interface CommonTrait {
  readonly query: Query;
  /** How many of the entities have it. */
  readonly count: number;
}

/**
 * The types and the objects of relations that most of these entities have.
 *
 * @param most traits, the commonest first
 */
export function commonTraits(rows: Bitset, graph: EntityGraph, most: number): CommonTrait[] {
  const traits = [...typesIn(rows, graph), ...objectsOf(rows, graph)];
  return traits
    .sort((a, b) => b.count - a.count)
    .slice(0, most)
    .map(({ count, query }) => ({ count, query: query() }));
}

interface Candidate {
  readonly count: number;
  readonly query: () => Query;
}

function* typesIn(rows: Bitset, graph: EntityGraph): Generator<Candidate> {
  for (const system of graph.typeSystems) {
    const labels = graph.typesOf(system);
    for (const [label, name] of (labels?.names ?? []).entries()) {
      const count = labels?.rows(label).reduce((sum, row) => sum + (rows.has(row) ? 1 : 0), 0) ?? 0;
      if (count > 1) yield { count, query: () => types(system, name) };
    }
  }
}

function* objectsOf(rows: Bitset, graph: EntityGraph): Generator<Candidate> {
  const counts = new Map<string, Map<number, number>>();
  for (const row of rows)
    for (const name of graph.relationsOf(row)) {
      const objects = counts.get(name) ?? new Map<number, number>();
      counts.set(name, objects);
      for (const object of new Set(graph.neighbours(row, name)))
        objects.set(object, (objects.get(object) ?? 0) + 1);
    }
  for (const [name, objects] of counts)
    for (const [object, count] of objects)
      if (count > 1) yield { count, query: () => relation(name, graph.idOf(object)) };
}
