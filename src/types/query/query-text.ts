import type { Query } from "./query.js";

/** Ids that a line has room for. */
const MOST_IDS = 6;

/** How tightly the parts of a query are bound; a looser one inside a tighter one stands in brackets. */
const TIGHTNESS: Partial<Record<Query["kind"], number>> = { or: 0, and: 1, not: 2 };
const LEAF = 3;
const tightness = ({ kind }: Query): number => TIGHTNESS[kind] ?? LEAF;

/**
 * A query as one line for a person.
 *
 * @param nameOf what an id is called; undefined where that says no more than the id
 * @example
 * ```ts
 * queryText(and(types("ner", "PER"), attribute("born", "<", 1950))); // "ner PER and born < 1950"
 * ```
 */
export function queryText(
  query: Query,
  nameOf: (id: string) => string | undefined = () => undefined,
): string {
  const inside = (part: Query, outside: Query): string => {
    const text = queryText(part, nameOf);
    return tightness(part) > tightness(outside) ? text : `(${text})`;
  };
  const objects = (part: Query) =>
    part.kind === "entities" ? queryText(part, nameOf) : `(${queryText(part, nameOf)})`;
  switch (query.kind) {
    case "reachable":
      return `leads to ${objects(query.from)} by ${query.by.join(", ")}${
        query.steps === undefined ? "" : ` in ${counted(query.steps, "step")}`
      }${blacklistText(query.blacklist)}`;
    case "attribute":
      return query.test === undefined
        ? `has ${query.name}`
        : `${query.name} ${query.test.comparison} ${query.test.value}`;
    case "types":
      return query.names === undefined ? `has ${query.system}` : `${query.system} ${query.names.join(" | ")}`;
    case "relation":
      return query.to === undefined ? `has ${query.relation}` : `${query.relation} ${objects(query.to)}`;
    case "entities":
      return idsText(query.ids, nameOf);
    case "and":
    case "or":
      return query.queries.map((part) => inside(part, query)).join(` ${query.kind} `);
    case "not":
      return `not ${inside(query.query, query)}`;
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function idsText(ids: readonly string[], nameOf: (id: string) => string | undefined): string {
  const shown = ids.slice(0, MOST_IDS).map((id) => {
    const name = nameOf(id);
    return name === undefined ? id : `${name} (${id})`;
  });
  const more = ids.length - shown.length;
  return `${shown.join(" | ")}${more > 0 ? ` | ${more} more` : ""}`;
}

function blacklistText(
  blacklist: { nodes?: readonly unknown[]; edges?: readonly unknown[] } | undefined,
): string {
  const { nodes = [], edges = [] } = blacklist ?? {};
  const parts = [
    ...(nodes.length > 0 ? [counted(nodes.length, "node")] : []),
    ...(edges.length > 0 ? [counted(edges.length, "edge")] : []),
  ];
  return parts.length === 0 ? "" : ` but for ${parts.join(" and ")}`;
}
