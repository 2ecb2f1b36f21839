import { NamesakeError } from "../../errors.js";
import type { Edit } from "../edit.js";
import type { EntityRecord } from "../record.js";
import { nameCount } from "../record-aliases.js";
import { type Entities, knownEntity, withoutEmpty } from "./entities.js";
import { redirectReferrers } from "./pointers.js";

/**
 * Makes one entity of several that are one thing. It keeps the id and name of the first; the names of the others become aliases,
 * counts add up, aliases, types, relations, attributes and `sameAs` are united, and of the fields with one value the first is kept
 * that is there. The ids of the others become `sameAs`, and relations to them follow.
 *
 * @param others ids
 * @throws {NamesakeError} CANDIDATE_UNKNOWN; OPTION_INVALID where `others` is empty or has `into`
 */
export function mergeEntities(kb: Entities, into: string, others: readonly string[]): Edit[] {
  const merged = new Set(others);
  if (merged.size === 0 || merged.has(into))
    throw new NamesakeError("OPTION_INVALID", {
      option: "the entities to merge",
      expected: `one or more others than "${into}"`,
      found: others.join(", "),
    });
  const records = [into, ...merged].map((id) => knownEntity(kb, id));
  return [
    { put: united(records) },
    ...[...merged].map((remove) => ({ remove })),
    ...redirectReferrers(kb, [...merged], into),
  ];
}

function united(records: readonly EntityRecord[]): EntityRecord {
  const [first, ...others] = records as readonly [EntityRecord, ...EntityRecord[]];
  const find = <K extends keyof EntityRecord>(field: K) =>
    records.find((record) => record[field] !== undefined)?.[field];
  const sums = records.flatMap(({ count }) => count ?? []);
  const description = find("description");
  const url = find("url");
  return withoutEmpty({
    id: first.id,
    name: first.name,
    ...(description !== undefined && { description }),
    aliases: unitedAliases(first, others),
    types: unitedLists(records.map(({ types }) => types)),
    relations: unitedRelations(records),
    ...(sums.length > 0 && { count: sums.reduce((sum, count) => sum + count, 0) }),
    attributes: Object.fromEntries(
      [...records].reverse().flatMap(({ attributes = {} }) => Object.entries(attributes)),
    ),
    sameAs: [...new Set([...records.flatMap(({ sameAs }) => sameAs ?? []), ...others.map(({ id }) => id)])],
    ...(url !== undefined && { url }),
    sources: unitedLists(records.map(({ sources }) => sources)),
  });
}

/**
 * Each text once. Counts add up; what has none stays without, as long as nothing counts it. The first record's own name, which an
 * alias counts where others are called so too, keeps what it had.
 */
function unitedAliases(
  first: EntityRecord,
  others: readonly EntityRecord[],
): NonNullable<EntityRecord["aliases"]> {
  const counts = new Map<string, number | undefined>();
  const add = (text: string, count: number | undefined) =>
    counts.set(text, count === undefined ? counts.get(text) : (counts.get(text) ?? 0) + count);
  for (const record of [first, ...others]) {
    for (const alias of record.aliases ?? [])
      if (typeof alias === "string") add(alias, undefined);
      else add(alias.text, alias.count);
    const counted = record.aliases?.some((alias) => typeof alias !== "string" && alias.text === record.name);
    if (record !== first && !counted)
      add(record.name, record.count === undefined ? undefined : nameCount(record));
  }
  const own = first.aliases?.some((alias) => typeof alias !== "string" && alias.text === first.name);
  if (own !== true && counts.has(first.name)) {
    const more = counts.get(first.name);
    if (more === undefined) counts.delete(first.name);
    else counts.set(first.name, more + nameCount(first));
  }
  return [...counts].map(([text, count]) => (count === undefined ? text : { text, count }));
}

/** The lists of each key, each entry once. */
function unitedLists(
  all: readonly (Readonly<Record<string, readonly string[]>> | undefined)[],
): Record<string, string[]> {
  const united = new Map<string, Set<string>>();
  for (const lists of all)
    for (const [key, list] of Object.entries(lists ?? {}))
      united.set(key, new Set([...(united.get(key) ?? []), ...list]));
  return Object.fromEntries([...united].map(([key, list]) => [key, [...list]]));
}

/** What they say of each other says nothing once they are one. */
function unitedRelations(records: readonly EntityRecord[]): NonNullable<EntityRecord["relations"]> {
  const own = new Set(records.map(({ id }) => id));
  const facts = new Map(
    records
      .flatMap(({ relations = [] }) => relations.filter(({ object }) => !own.has(object)))
      .map((fact) => [`${fact.relation}\t${fact.object}`, fact] as const),
  );
  return [...facts.values()];
}
