import type { EntityRecord } from "./record.js";

/** Source of all facts of a record that `sources` does not name. */
export const OTHER_FACTS = "*";

/** Parts of a record that can be from sources of their own: a field, or one of the facts in it. */
export const fact = {
  field: (name: "name" | "description" | "count" | "url"): string => name,
  alias: (text: string): string => `aliases.${text}`,
  types: (system: string): string => `types.${system}`,
  relation: (relation: string, object: string): string => `relations.${relation}=${object}`,
  attribute: (name: string): string => `attributes.${name}`,
  sameAs: (id: string): string => `sameAs.${id}`,
} as const;

/**
 * The sources that gave a fact of a record; empty where it is not known.
 *
 * @param of the fact, as {@link fact} names it
 * @example
 * ```ts
 * sourcesOfFact(record, fact.attribute("born")); // ["people.csv"]
 * ```
 */
export function sourcesOfFact({ sources = {} }: EntityRecord, of: string): readonly string[] {
  const known = Object.hasOwn(sources, of) ? sources[of] : sources[OTHER_FACTS];
  return known ?? [];
}
