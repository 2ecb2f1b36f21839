import { NamesakeError } from "../../errors.js";
import { nearest } from "../../nn/weights/nearest.js";
import type { EntityGraph } from "../graph/entity-graph.js";
import { entityText } from "../graph/entity-text.js";
import type { Blacklist, Query } from "./query.js";
import { directionOf } from "./walk.js";

/** A name in a query that the KB does not have. */
export interface UnknownName {
  /** Where it was read from. */
  readonly where: string | undefined;
  readonly what: "relation" | "attribute" | "type system" | "type" | "entity";
  readonly name: string;
  /** What may have been meant, best first; an entity as "name (id)". */
  readonly near: readonly string[];
}

/** The names in a query that the KB does not have, in the order in which the query names them. */
export function unknownNames(query: Query, graph: EntityGraph): UnknownName[] {
  const unknown = (what: UnknownName["what"], name: string, near: readonly string[]): UnknownName[] => [
    { where: query.where, what, name, near },
  ];
  const relations = (written: readonly string[]) =>
    written
      .map((name) => directionOf(name).relation)
      .flatMap((name) =>
        graph.relations.includes(name) ? [] : unknown("relation", name, nearest(name, graph.relations)),
      );
  const of = (parts: readonly Query[]) => parts.flatMap((part) => unknownNames(part, graph));
  switch (query.kind) {
    case "reachable":
      return [
        ...of([query.from]),
        ...relations(query.by),
        ...unknownInBlacklist(query.blacklist, graph, query.where),
      ];
    case "attribute":
      return graph.attributes.includes(query.name)
        ? []
        : unknown("attribute", query.name, nearest(query.name, graph.attributes));
    case "types": {
      const labels = graph.typesOf(query.system);
      if (labels === undefined)
        return unknown("type system", query.system, nearest(query.system, graph.typeSystems));
      return (query.names ?? []).flatMap((name) =>
        labels.indexOf(name) === undefined ? unknown("type", name, nearest(name, labels.names)) : [],
      );
    }
    case "relation":
      return [...relations([query.relation]), ...(query.to === undefined ? [] : of([query.to]))];
    case "entities":
      return unknownEntities(query.ids, graph, query.where);
    case "and":
    case "or":
      return of(query.queries);
    case "not":
      return of([query.query]);
  }
}

/** The entities of a blacklist that the KB does not have. */
export function unknownInBlacklist(
  blacklist: Blacklist | undefined,
  graph: EntityGraph,
  where?: string,
): UnknownName[] {
  const { nodes = [], edges = [] } = blacklist ?? {};
  return unknownEntities([...new Set([...nodes, ...edges.flat()])], graph, where);
}

function unknownEntities(
  ids: readonly string[],
  graph: EntityGraph,
  where: string | undefined,
): UnknownName[] {
  return ids
    .filter((id) => graph.rowOf(id) === undefined)
    .map((name) => {
      const near = graph.rowNamedLike(name);
      return { where, what: "entity", name, near: near === undefined ? [] : [entityText(graph, near)] };
    });
}

/** An unknown name as an error, which says where it stands and what may have been meant. */
export const unknownNameError = ({ where, what, name, near }: UnknownName): NamesakeError =>
  new NamesakeError("TYPE_NAME_UNKNOWN", {
    where: where ?? "",
    what,
    name,
    near: near.map((one) => (what === "entity" ? one : `"${one}"`)).join(", "),
  });

/** @throws {NamesakeError} TYPE_NAME_UNKNOWN for the first name that the KB does not have */
export function refuseUnknown(query: Query, graph: EntityGraph, blacklist?: Blacklist): void {
  const [first] = [...unknownNames(query, graph), ...unknownInBlacklist(blacklist, graph)];
  if (first !== undefined) throw unknownNameError(first);
}
