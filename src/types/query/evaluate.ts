import { Bitset } from "../bitset.js";
import type { EntityGraph } from "../graph/entity-graph.js";
import { refuseUnknown } from "./check-names.js";
import type { AttributeQuery, Blacklist, Comparison, Query, RelationQuery, TypesQuery } from "./query.js";
import { behind, directionOf, reach } from "./walk.js";

/** How queries are taken that name what the KB does not have. */
export interface EvaluateOptions {
  /** For all walks, beside the blacklists of the queries. */
  blacklist?: Blacklist | undefined;
  /** "refuse" (default) throws; "skip": nothing matches what is not there, as {@link unknownNames} can tell beforehand. */
  unknown?: "refuse" | "skip";
}

/**
 * The rows of the entities that a query means.
 *
 * @throws {NamesakeError} TYPE_NAME_UNKNOWN for a relation, a type, an attribute or an entity that the KB does not have
 * @example
 * ```ts
 * evaluate(and(types("ner", "PER"), attribute("born", "<", 1950)), graph).count();
 * ```
 */
export function evaluate(query: Query, graph: EntityGraph, options: EvaluateOptions = {}): Bitset {
  if (options.unknown !== "skip") refuseUnknown(query, graph, options.blacklist);
  return rowsOf(query, graph, options.blacklist);
}

function rowsOf(query: Query, graph: EntityGraph, blacklist: Blacklist | undefined): Bitset {
  const of = (part: Query) => rowsOf(part, graph, blacklist);
  switch (query.kind) {
    case "reachable":
      return reach(graph, query, of(query.from), blacklist);
    case "attribute":
      return withAttribute(query, graph);
    case "types":
      return withTypes(query, graph);
    case "relation":
      return related(query, graph, query.to === undefined ? undefined : of(query.to));
    case "entities":
      return Bitset.of(
        graph.size,
        query.ids.flatMap((id) => graph.rowOf(id) ?? []),
      );
    case "and":
      return query.queries.reduce((rows, part) => rows.and(of(part)), graph.entities);
    case "or":
      return query.queries.reduce((rows, part) => rows.or(of(part)), new Bitset(graph.size));
    case "not":
      return graph.entities.andNot(of(query.query));
  }
}

/** Whether a value passes a test; order is only among numbers. */
export function passes(found: number | string, comparison: Comparison, value: number | string): boolean {
  if (comparison === "=") return found === value;
  if (comparison === "!=") return found !== value;
  if (typeof found === "string" || typeof value === "string") return false;
  if (comparison === "<") return found < value;
  if (comparison === "<=") return found <= value;
  return comparison === ">" ? found > value : found >= value;
}

function withAttribute({ name, test }: AttributeQuery, graph: EntityGraph): Bitset {
  const rows = new Bitset(graph.size);
  const isMeant = (value: number | string) =>
    test === undefined || passes(value, test.comparison, test.value);
  graph.attribute(name)?.forEach((number, row) => {
    if (!Number.isNaN(number) && isMeant(number)) rows.add(row);
  });
  const texts = graph.texts(name);
  texts?.names.forEach((text, label) => {
    if (isMeant(text)) for (const row of texts.rows(label)) rows.add(row);
  });
  return rows;
}

function withTypes({ system, names }: TypesQuery, graph: EntityGraph): Bitset {
  const rows = new Bitset(graph.size);
  const labels = graph.typesOf(system);
  if (labels === undefined) return rows;
  for (const name of names ?? labels.names) {
    const label = labels.indexOf(name);
    if (label !== undefined) for (const row of labels.rows(label)) rows.add(row);
  }
  return rows;
}

function related({ relation }: RelationQuery, graph: EntityGraph, to: Bitset | undefined): Bitset {
  const direction = directionOf(relation);
  const rows = new Bitset(graph.size);
  for (const object of to ?? graph.entities)
    for (const row of behind(graph, object, direction)) rows.add(row);
  return rows;
}
