import { nearest } from "../../nn/weights/nearest.js";
import {
  type AttributeQuery,
  type Blacklist,
  COMPARISONS,
  type Comparison,
  type EntitiesQuery,
  type Query,
  type ReachableQuery,
} from "./query.js";
import type { YamlNode } from "./yaml-nodes.js";

const A_QUERY = 'a query, such as "types: {ner: PER}"';
const AN_ID = "the id of an entity";

/** How each kind of query is read from what stands under its name. */
const READERS: Readonly<Record<Query["kind"], (node: YamlNode) => Query>> = {
  reachable: (node) => readReachable(node),
  attribute: (node) => named(node, "an attribute", readAttribute),
  types: (node) => named(node, "a type system", readTypes),
  relation: (node) => named(node, "a relation", readRelation),
  entities: (node) => readIds(node),
  and: (node) => ({ kind: "and", queries: readList(node), where: node.where }),
  or: (node) => ({ kind: "or", queries: readList(node), where: node.where }),
  not: (node) => ({ kind: "not", query: readQuery(node), where: node.where }),
};

const isKind = (key: string): key is Query["kind"] => Object.hasOwn(READERS, key);

/**
 * Reads a query: a mapping of its kind to its parts. Of several kinds in one mapping all have to hold.
 *
 * @param beside keys of the mapping that belong to something else
 * @throws {NamesakeError} TYPES_INVALID, which says where what was expected
 */
export function readQuery(node: YamlNode, beside: readonly string[] = []): Query {
  const pairs = node.pairs()?.filter(({ key }) => !beside.includes(key));
  if (pairs === undefined || pairs.length === 0) throw node.refuse(A_QUERY);
  const queries = pairs.map(({ key, where, value }): Query => {
    if (!isKind(key)) throw node.refuse(...unknownKey(key, Object.keys(READERS)), where);
    return { ...READERS[key](value), where };
  });
  return queries.length === 1 ? (queries[0] as Query) : { kind: "and", queries, where: node.where };
}

/** What was expected in the place of a key, and the key as it was found. */
export function unknownKey(key: string, known: readonly string[]): [expected: string, found: string] {
  const [near] = nearest(key, known, 1);
  return [`one of ${known.join(", ")}${near === undefined ? "" : ` (perhaps "${near}")`}`, `"${key}"`];
}

/** One text or a list of them. */
function readTexts(node: YamlNode, what: string): string[] {
  const items = node.items() ?? [node];
  if (items.length === 0) throw node.refuse(`${what}, or a list of them`, "an empty list");
  return items.map((item) => {
    const text = item.text();
    if (text === undefined || text === "")
      throw item.refuse(items.length > 1 ? what : `${what}, or a list of them`);
    return text;
  });
}

const readIds = (node: YamlNode): EntitiesQuery => ({
  kind: "entities",
  ids: readTexts(node, AN_ID),
  where: node.where,
});

/** Ids, or a query in their place. */
const readObjects = (node: YamlNode): Query =>
  (node.text() ?? node.items()) ? readIds(node) : readQuery(node);

function readList(node: YamlNode): Query[] {
  const items = node.items();
  if (items === undefined || items.length === 0) throw node.refuse("a list of queries");
  return items.map((item) => readQuery(item));
}

/** A name alone, or a mapping of names to what is asked of them, of which all have to hold. */
function named(
  node: YamlNode,
  what: string,
  read: (name: string, value: YamlNode | undefined, where: string) => Query,
): Query {
  const name = node.text();
  if (name !== undefined && name !== "") return read(name, undefined, node.where);
  const pairs = node.pairs();
  if (pairs === undefined || pairs.length === 0)
    throw node.refuse(`the name of ${what}, or a mapping from it`);
  const queries = pairs.map(({ key, where, value }) => read(key, value, where));
  return queries.length === 1 ? (queries[0] as Query) : { kind: "and", queries, where: node.where };
}

const readTypes = (system: string, names: YamlNode | undefined, where: string): Query =>
  names === undefined
    ? { kind: "types", system, where }
    : { kind: "types", system, names: readTexts(names, `a type of "${system}"`), where };

const readRelation = (relation: string, to: YamlNode | undefined, where: string): Query =>
  to === undefined
    ? { kind: "relation", relation, where }
    : { kind: "relation", relation, to: readObjects(to), where };

/** A test, or a list of tests that have to hold all. */
function readAttribute(name: string, tests: YamlNode | undefined, where: string): Query {
  if (tests === undefined) return { kind: "attribute", name, where };
  const items = tests.items() ?? [tests];
  const queries = items.map(
    (item): AttributeQuery => ({ kind: "attribute", name, test: readTest(item), where }),
  );
  if (queries.length === 0) throw tests.refuse('a comparison, such as "< 1950"', "an empty list");
  return queries.length === 1 ? (queries[0] as Query) : { kind: "and", queries, where };
}

const TEST = new RegExp(
  `^(${[...COMPARISONS].sort((a, b) => b.length - a.length).join("|")})\\s*(\\S.*)$`,
  "s",
);

function readTest(node: YamlNode): { comparison: Comparison; value: number | string } {
  const number = node.number();
  if (number !== undefined) return { comparison: "=", value: number };
  const text = node.text();
  if (text === undefined || text === "") throw node.refuse('a comparison, such as "< 1950", or a text');
  const [, comparison, written] = TEST.exec(text) ?? [];
  if (comparison === undefined || written === undefined) return { comparison: "=", value: text };
  const value = Number(written);
  const isEquality = comparison === "=" || comparison === "!=";
  if (Number.isNaN(value) && !isEquality) throw node.refuse(`a number or a year after "${comparison}"`);
  // In quotes a number is a text: '= "12"'.
  const quoted = /^"(.*)"$/s.exec(written)?.[1];
  return { comparison: comparison as Comparison, value: quoted ?? (Number.isNaN(value) ? written : value) };
}

const REACHABLE_KEYS = ["from", "by", "steps", "blacklist"];

function readReachable(node: YamlNode): ReachableQuery {
  const { from, by, steps, blacklist } = readParts(node, REACHABLE_KEYS, "a mapping with from and by");
  if (from === undefined) throw node.refuse('"from": where it ends, as ids or a query', "none");
  if (by === undefined) throw node.refuse('"by": names of relations', "none");
  const most = steps?.number();
  if (steps !== undefined && !(most !== undefined && Number.isInteger(most) && most >= 0))
    throw steps.refuse("a whole number of steps");
  return {
    kind: "reachable",
    from: readObjects(from),
    by: readTexts(by, "the name of a relation"),
    ...(most === undefined ? {} : { steps: most }),
    ...(blacklist === undefined ? {} : { blacklist: readBlacklist(blacklist) }),
    where: node.where,
  };
}

/** Nodes and edges that walks keep away from. */
export function readBlacklist(node: YamlNode): Blacklist {
  const { nodes, edges } = readParts(node, ["nodes", "edges"], "a mapping with nodes or edges");
  const pairs = edges?.items();
  if (edges !== undefined && pairs === undefined) throw edges.refuse("a list of pairs of ids");
  return {
    ...(nodes === undefined ? {} : { nodes: readTexts(nodes, AN_ID) }),
    ...(pairs === undefined ? {} : { edges: pairs.map(readEdge) }),
  };
}

function readEdge(node: YamlNode): readonly [string, string] {
  const [from, to, ...rest] = node.items()?.map((item) => item.text()) ?? [];
  if (from === undefined || to === undefined || rest.length > 0)
    throw node.refuse("a pair of ids: [from, to]");
  return [from, to];
}

/** The parts of a mapping that has no other keys than these. */
export function readParts(
  node: YamlNode,
  keys: readonly string[],
  expected: string,
): Partial<Record<string, YamlNode>> {
  const pairs = node.pairs();
  if (pairs === undefined) throw node.refuse(expected);
  return Object.fromEntries(
    pairs.map(({ key, where, value }) => {
      if (!keys.includes(key)) throw node.refuse(...unknownKey(key, keys), where);
      return [key, value];
    }),
  );
}
