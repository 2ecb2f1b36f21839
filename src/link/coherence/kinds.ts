import type { EntityRecord } from "../../kb/record.js";

/** Types of one system that are looked at, from the most specific. */
const MOST_TYPES = 4;

/**
 * What kind of thing an entity is, as far as its record and its name say: its types, with their system; what is in the parentheses of
 * its name, or after its comma; and the generic words at its end.
 *
 * @example
 * ```ts
 * kindsOf({ id: "1", name: "England national football team", types: { ner: ["ORG"] } }); // ["ner ORG", "… national football team"]
 * kindsOf({ id: "2", name: "Alien (film)" }); // ["(film)"]
 * kindsOf({ id: "3", name: "Kent, Washington" }); // [", Washington"]
 * ```
 */
export function kindsOf({ name, types = {} }: Pick<EntityRecord, "id" | "name" | "types">): string[] {
  const typed = Object.entries(types).flatMap(([system, names]) =>
    names.slice(0, MOST_TYPES).map((type) => `${system} ${type}`),
  );
  const named = kindInName(name);
  return named === undefined ? typed : [...typed, named];
}

function kindInName(name: string): string | undefined {
  const parenthesis = /\(([^()]+)\)$/.exec(name)?.[1];
  if (parenthesis !== undefined) return `(${parenthesis})`;
  const place = /, (\S.*)$/.exec(name)?.[1];
  if (place !== undefined) return `, ${place}`;
  const generic = /\S\s+((?:\p{Ll}[\p{L}'-]*\s+)*(?:\p{Ll}[\p{L}'-]*|\S+))$/u.exec(name)?.[1];
  return generic === undefined ? undefined : `… ${generic}`;
}
