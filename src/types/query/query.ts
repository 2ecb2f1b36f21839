/** Nodes that a walk never enters, and edges that it never crosses, by the ids of their entities. */
export interface Blacklist {
  readonly nodes?: readonly string[];
  /** From the entity that has the relation to its object. */
  readonly edges?: readonly (readonly [from: string, to: string])[];
}

export const COMPARISONS = ["<", "<=", "=", "!=", ">=", ">"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Where a query was read from, for messages: "kinds.yaml, line 7". */
interface Placed {
  readonly where?: string;
}

/** All that leads to roots by relations, in any number of steps; the roots as well. */
export interface ReachableQuery extends Placed {
  readonly kind: "reachable";
  readonly from: Query;
  /** Names of relations; with "^" before it, a relation is walked from its object to its subject. */
  readonly by: readonly string[];
  /** Most steps; without it any number. */
  readonly steps?: number;
  readonly blacklist?: Blacklist;
}

/** What has an attribute; with a test, one that passes it. */
export interface AttributeQuery extends Placed {
  readonly kind: "attribute";
  readonly name: string;
  readonly test?: { readonly comparison: Comparison; readonly value: number | string };
}

/** What has a type in a type system of the KB; with names, one of these. */
export interface TypesQuery extends Placed {
  readonly kind: "types";
  readonly system: string;
  readonly names?: readonly string[];
}

/** What has a relation, "^" as in {@link ReachableQuery}; with `to`, one to such an entity. */
export interface RelationQuery extends Placed {
  readonly kind: "relation";
  readonly relation: string;
  readonly to?: Query;
}

/** Entities by their ids, here or elsewhere (`sameAs`). */
export interface EntitiesQuery extends Placed {
  readonly kind: "entities";
  readonly ids: readonly string[];
}

export interface AndQuery extends Placed {
  readonly kind: "and";
  readonly queries: readonly Query[];
}

export interface OrQuery extends Placed {
  readonly kind: "or";
  readonly queries: readonly Query[];
}

export interface NotQuery extends Placed {
  readonly kind: "not";
  readonly query: Query;
}

/** Which entities are meant: plain data, which the functions of this file and YAML make. */
export type Query =
  | ReachableQuery
  | AttributeQuery
  | TypesQuery
  | RelationQuery
  | EntitiesQuery
  | AndQuery
  | OrQuery
  | NotQuery;

/** One id, several, or all that a query means. */
export type Objects = string | readonly string[] | Query;

const isQuery = (objects: Objects): objects is Query => typeof objects === "object" && "kind" in objects;
const listOf = (names: string | readonly string[]): readonly string[] =>
  typeof names === "string" ? [names] : names;
const queryOf = (objects: Objects): Query => (isQuery(objects) ? objects : entities(objects));

/**
 * What leads to the roots by these relations: the inverse transitive closure, roots included (`satisfy` in Raiman and Raiman,
 * "DeepType", AAAI 2018).
 *
 * @example
 * ```ts
 * and(reachable("Q5", { by: ["P31", "P279"] }), attribute("born", "<", 1950));
 * reachable(types("place", "continent"), { by: "part of", blacklist: { nodes: ["Q1"] } });
 * ```
 */
export const reachable = (
  from: Objects,
  how: { by: string | readonly string[]; steps?: number; blacklist?: Blacklist },
): ReachableQuery => ({ kind: "reachable", ...how, from: queryOf(from), by: listOf(how.by) });

/** What has an attribute, or one that compares so: `attribute("born", "<", 1950)`, `attribute("gender", "=", "female")`. */
export function attribute(name: string): AttributeQuery;
export function attribute(name: string, comparison: Comparison, value: number): AttributeQuery;
export function attribute(name: string, comparison: "=" | "!=", value: string): AttributeQuery;
export function attribute(name: string, comparison?: Comparison, value?: number | string): AttributeQuery {
  if (comparison === undefined || value === undefined) return { kind: "attribute", name };
  return { kind: "attribute", name, test: { comparison, value } };
}

/** What has a type in a type system of the KB, or one of these: `types("ner", "PER")`. */
export const types = (system: string, names?: string | readonly string[]): TypesQuery =>
  names === undefined ? { kind: "types", system } : { kind: "types", system, names: listOf(names) };

/** What has a relation, or one to these: `relation("country", "country:FR")`. */
export const relation = (name: string, to?: Objects): RelationQuery =>
  to === undefined
    ? { kind: "relation", relation: name }
    : { kind: "relation", relation: name, to: queryOf(to) };

export const entities = (ids: string | readonly string[]): EntitiesQuery => ({
  kind: "entities",
  ids: listOf(ids),
});
export const and = (...queries: readonly Query[]): AndQuery => ({ kind: "and", queries });
export const or = (...queries: readonly Query[]): OrQuery => ({ kind: "or", queries });
export const not = (query: Query): NotQuery => ({ kind: "not", query });
