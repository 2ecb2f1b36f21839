import type { AttributeQuery, Blacklist, Query } from "./query.js";

/** A value as YAML and JSON have it. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

const oneOrList = (names: readonly string[]): Plain => (names.length === 1 ? (names[0] as string) : names);

/** A query as plain data, which `readQuery` reads back as an equal one. */
export function plainQuery(query: Query): { readonly [key: string]: Plain } {
  switch (query.kind) {
    case "reachable":
      return {
        reachable: {
          from: plainObjects(query.from),
          by: oneOrList(query.by),
          ...(query.steps === undefined ? {} : { steps: query.steps }),
          ...(query.blacklist === undefined ? {} : { blacklist: plainBlacklist(query.blacklist) }),
        },
      };
    case "attribute":
      return { attribute: query.test === undefined ? query.name : { [query.name]: plainTest(query.test) } };
    case "types":
      return { types: query.names === undefined ? query.system : { [query.system]: oneOrList(query.names) } };
    case "relation":
      return {
        relation: query.to === undefined ? query.relation : { [query.relation]: plainObjects(query.to) },
      };
    case "entities":
      return { entities: query.ids };
    case "and":
      return { and: query.queries.map(plainQuery) };
    case "or":
      return { or: query.queries.map(plainQuery) };
    case "not":
      return { not: plainQuery(query.query) };
  }
}

const plainObjects = (query: Query): Plain =>
  query.kind === "entities" ? oneOrList(query.ids) : plainQuery(query);

export const plainBlacklist = ({ nodes, edges }: Blacklist): { readonly [key: string]: Plain } => ({
  ...(nodes === undefined ? {} : { nodes }),
  ...(edges === undefined ? {} : { edges }),
});

/** A text that would be read as a comparison stands in quotes after "=". */
function plainTest({ comparison, value }: NonNullable<AttributeQuery["test"]>): Plain {
  if (typeof value === "number") return comparison === "=" ? value : `${comparison} ${value}`;
  return comparison === "=" && value !== "" && !/^[<>=!]/.test(value) ? value : `${comparison} "${value}"`;
}
