import { fact, OTHER_FACTS, sourcesOfFact } from "../../kb/fact-sources.js";
import type { EntityRecord } from "../../kb/record.js";

/** A record and the name of the source that it is from. */
export interface Member {
  record: EntityRecord;
  source: string;
}

/** The sources of a fact that a member has. */
export const factSourcesOf = ({ record, source }: Member, of: string): readonly string[] =>
  record.sources === undefined ? [source] : sourcesOfFact(record, of);

/** The facts of a record by their names, each with its value as text: facts of one name are equal where their texts are. */
export function factsOf(record: EntityRecord): Map<string, string> {
  const found = new Map<string, string>();
  for (const field of ["name", "description", "count", "url"] as const)
    if (record[field] !== undefined) found.set(fact.field(field), String(record[field]));
  for (const alias of record.aliases ?? [])
    found.set(fact.alias(typeof alias === "string" ? alias : alias.text), "");
  for (const [system, names] of Object.entries(record.types ?? {}))
    found.set(fact.types(system), JSON.stringify(names));
  for (const { relation, object } of record.relations ?? []) found.set(fact.relation(relation, object), "");
  for (const [name, value] of Object.entries(record.attributes ?? {}))
    found.set(fact.attribute(name), JSON.stringify(value));
  for (const id of record.sameAs ?? []) found.set(fact.sameAs(id), "");
  return found;
}

/**
 * Which sources gave which fact of a merged record, as {@link EntityRecord.sources} has it: what most facts are from is "*". A list of
 * names that was put together of several members' lists is from all of those.
 */
export function sourcesOf(
  merged: EntityRecord,
  members: readonly Member[],
): Record<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  const known = members.map((member) => ({ member, facts: withOwnNames(member.record) }));
  for (const [name, value] of factsOf(merged)) {
    const having = known.filter(({ facts }) => facts.get(name) === value);
    const partly = having.length > 0 ? having : known.filter(({ facts }) => facts.has(name));
    const names = new Set(partly.flatMap(({ member }) => factSourcesOf(member, name)));
    lists.set(name, [...names].sort());
  }
  const most = mostFrequent([...lists.values()].map((names) => names.join("\n"))).split("\n");
  const others = [...lists].filter(([, names]) => names.join("\n") !== most.join("\n"));
  return { [OTHER_FACTS]: most, ...Object.fromEntries(others) };
}

/** The facts of a record, its name as an alias and its id as one elsewhere among them, as others have them after the merging. */
function withOwnNames(record: EntityRecord): Map<string, string> {
  const facts = factsOf(record);
  facts.set(fact.alias(record.name), "");
  facts.set(fact.sameAs(record.id), "");
  return facts;
}

/** Of equally frequent texts that which sorts first. */
function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [[best = ""] = []] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best;
}
