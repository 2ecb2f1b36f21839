import type { Bitset } from "../bitset.js";
import type { EntityGraph } from "../graph/entity-graph.js";
import { refuseUnknown } from "./check-names.js";
import { type EvaluateOptions, evaluate, passes } from "./evaluate.js";
import type {
  AndQuery,
  AttributeQuery,
  Blacklist,
  OrQuery,
  Query,
  ReachableQuery,
  RelationQuery,
  TypesQuery,
} from "./query.js";
import { ahead, directionOf, type PathStep, pathTo } from "./walk.js";

/** Why a query holds for an entity, or why it does not: the query's own tree, with what was found at each leaf. */
export interface Explanation {
  readonly query: Query;
  readonly holds: boolean;
  /** Of a walk: a shortest way from the entity to a root, both included. */
  readonly path?: readonly PathStep[];
  /** Of an attribute, and of types: what the entity has. */
  readonly found?: readonly (number | string)[];
  /** Of a relation: where it leads; where that decides, only what is meant. */
  readonly objects?: readonly number[];
  /** Of a combination: the parts that decide. Of a walk and a relation to what a query means: why its end is meant. */
  readonly parts?: readonly Explanation[];
}

/**
 * Says why a query holds for a row or not; `holds` is as {@link evaluate} has it.
 *
 * Of a combination only what decides is given: all parts of an "and" that holds, the first that fails of one that does not, and
 * the other way round for "or".
 *
 * @throws {NamesakeError} TYPE_NAME_UNKNOWN as `evaluate`
 */
export function explain(
  query: Query,
  graph: EntityGraph,
  row: number,
  options: EvaluateOptions = {},
): Explanation {
  if (options.unknown !== "skip") refuseUnknown(query, graph, options.blacklist);
  const checked = { ...options, unknown: "skip" } as const;
  const rowsOf = (part: Query) => evaluate(part, graph, checked);
  const of = (part: Query, at = row) => explain(part, graph, at, checked);
  switch (query.kind) {
    case "reachable":
      return explainWalk(query, graph, row, rowsOf(query.from), options.blacklist, of);
    case "attribute":
      return explainAttribute(query, graph, row);
    case "types":
      return explainTypes(query, graph, row);
    case "relation":
      return explainRelation(query, graph, row, query.to && rowsOf(query.to), of);
    case "entities":
      return { query, holds: query.ids.some((id) => graph.rowOf(id) === row) };
    case "and":
    case "or":
      return explainCombination(query, graph, row, of);
    case "not": {
      const part = of(query.query);
      return { query, holds: !part.holds && graph.entities.has(row), parts: [part] };
    }
  }
}

type ExplainPart = (part: Query, at?: number) => Explanation;

/** Why the end of a way is meant, where more than its id says so. */
const whyEnd = (part: Query, row: number, of: ExplainPart): { parts?: readonly Explanation[] } =>
  part.kind === "entities" ? {} : { parts: [of(part, row)] };

function explainWalk(
  query: ReachableQuery,
  graph: EntityGraph,
  row: number,
  roots: Bitset,
  blacklist: Blacklist | undefined,
  of: ExplainPart,
): Explanation {
  const path = pathTo(graph, query, row, roots, blacklist);
  const end = path?.at(-1)?.row;
  if (path === undefined || end === undefined) return { query, holds: false };
  return { query, holds: true, path, ...whyEnd(query.from, end, of) };
}

function explainCombination(
  query: AndQuery | OrQuery,
  graph: EntityGraph,
  row: number,
  of: ExplainPart,
): Explanation {
  const parts: Explanation[] = [];
  const isOr = query.kind === "or";
  for (const part of query.queries) {
    const explained = of(part);
    if (explained.holds === isOr) return { query, holds: isOr, parts: [explained] };
    parts.push(explained);
  }
  return { query, holds: !isOr && graph.entities.has(row), parts };
}

function explainAttribute(query: AttributeQuery, graph: EntityGraph, row: number): Explanation {
  const number = graph.attribute(query.name)?.[row] ?? Number.NaN;
  const texts = graph.texts(query.name);
  const found = [
    ...(Number.isNaN(number) ? [] : [number]),
    ...Array.from(texts?.of(row) ?? [], (label) => texts?.names[label] as string),
  ];
  const { test } = query;
  const holds = found.some((value) => test === undefined || passes(value, test.comparison, test.value));
  return { query, holds, found };
}

function explainTypes(query: TypesQuery, graph: EntityGraph, row: number): Explanation {
  const labels = graph.typesOf(query.system);
  const found = Array.from(labels?.of(row) ?? [], (label) => labels?.names[label] as string);
  const holds =
    query.names === undefined ? found.length > 0 : found.some((name) => query.names?.includes(name));
  return { query, holds, found };
}

function explainRelation(
  query: RelationQuery,
  graph: EntityGraph,
  row: number,
  meant: Bitset | undefined,
  of: ExplainPart,
): Explanation {
  const objects = [...new Set(ahead(graph, row, directionOf(query.relation)))];
  const decisive = meant === undefined ? objects : objects.filter((object) => meant.has(object));
  const [first] = decisive;
  if (first === undefined) return { query, holds: false, objects };
  return {
    query,
    holds: true,
    objects: decisive,
    ...(query.to === undefined ? {} : whyEnd(query.to, first, of)),
  };
}
