import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  letrec,
  oneof,
  option,
  record,
  tuple,
} from "fast-check";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { EntityRecord } from "../../kb/record.js";
import { type EntityGraph, entityGraphOf } from "../graph/entity-graph.js";
import { type Blacklist, COMPARISONS, type Query } from "./query.js";

const IDS = ["a", "b", "c", "d", "e", "f"];
const RELATIONS = ["is", "in"];
const id = constantFrom(...IDS);
const relationName = constantFrom(...RELATIONS);
const typeName = constantFrom("T", "U");

/** Records of a few entities with any relations among them, circles included; the first names all that queries name. */
export const anyRecords: Arbitrary<EntityRecord[]> = tuple(
  ...IDS.map((own) =>
    record({
      id: constant(own),
      name: constant(own),
      types: record({ t: array(typeName, { maxLength: 2 }) }),
      relations: array(record({ relation: relationName, object: id }), { maxLength: 4 }),
      attributes: oneof(
        constant({}),
        record({ year: integer({ min: 0, max: 3 }) }),
        record({ year: constantFrom("x", "y") }),
      ),
    }),
  ),
).map((records) => [
  ...records,
  {
    id: "all",
    name: "all",
    types: { t: ["T", "U"] },
    attributes: { year: 1 },
    relations: RELATIONS.map((relation) => ({ relation, object: "all" })),
  },
]);

export const anyGraph = async (records: readonly EntityRecord[]): Promise<EntityGraph> =>
  entityGraphOf(await createKnowledgeBase(records));

/** Leaves out keys without a value, as queries do. */
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
const perhaps = <T>(arbitrary: Arbitrary<T>) => option(arbitrary, { nil: undefined });
const some = <T>(arbitrary: Arbitrary<T>) => array(arbitrary, { minLength: 1, maxLength: 3 });

export const anyBlacklist: Arbitrary<Blacklist> = record({
  nodes: perhaps(some(id)),
  edges: perhaps(some(tuple(id, id))),
})
  .map(defined)
  .filter((list) => Object.keys(list).length > 0) as Arbitrary<Blacklist>;

const test = oneof(
  record({ comparison: constantFrom(...COMPARISONS), value: integer({ min: 0, max: 3 }) }),
  record({
    comparison: constantFrom("=" as const, "!=" as const),
    value: constantFrom("x", "", "1", "< 2", '"x"', " x ", "yes"),
  }),
);

/** Any query about the entities of {@link anyRecords}. */
export const anyQuery: Arbitrary<Query> = letrec<{ query: Query }>((tie) => {
  const part = tie("query");
  const directed = tuple(boolean(), relationName).map(([back, name]) => (back ? `^${name}` : name));
  const ids = record({ kind: constant("entities" as const), ids: some(id) });
  return {
    query: oneof(
      { maxDepth: 3, withCrossShrink: true },
      ids,
      record({ kind: constant("attribute" as const), name: constant("year"), test: perhaps(test) }).map(
        defined,
      ),
      record({ kind: constant("types" as const), system: constant("t"), names: perhaps(some(typeName)) }).map(
        defined,
      ),
      record({ kind: constant("relation" as const), relation: directed, to: perhaps(oneof(ids, part)) }).map(
        defined,
      ),
      record({
        kind: constant("reachable" as const),
        from: oneof(ids, part),
        by: some(directed),
        steps: perhaps(integer({ min: 0, max: 3 })),
        blacklist: perhaps(anyBlacklist),
      }).map(defined),
      record({ kind: constantFrom("and" as const, "or" as const), queries: some(part) }),
      record({ kind: constant("not" as const), query: part }),
    ) as Arbitrary<Query>,
  };
}).query;
