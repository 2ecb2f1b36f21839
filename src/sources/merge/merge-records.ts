import { ownValue } from "../../kb/own-value.js";
import type { AttributeValue, EntityRecord } from "../../kb/record.js";
import { type Conflict, chooseItems, chooseOne } from "./choose.js";
import type { MergeRules } from "./conflict-rules.js";
import { type Member, sourcesOf } from "./fact-list.js";
import { mergeAliases } from "./merge-aliases.js";

export interface MergedRecord {
  record: EntityRecord;
  /** Where names, types or attributes differed. That descriptions, counts and addresses do says nothing. */
  conflicts: Conflict[];
}

/**
 * Makes one record of several that are one thing, by the rules. The ids of the others become `sameAs`, their names aliases where aliases
 * are united. `sources` says where each fact is from.
 *
 * @param members in the order of their sources, the preferred first; at least one
 * @throws {NamesakeError} MERGE_CONFLICT where values differ and the rule is "error"
 */
export function mergeRecords(members: readonly Member[], rules: MergeRules): MergedRecord {
  const records = members.map(({ record }) => record);
  const conflicts: Conflict[] = [];
  const note = (conflict: Conflict) => void conflicts.push(conflict);
  const id = keptId(records, rules);
  const name = chooseOne(records, "name", rules.name, ({ name }) => name, note) as string;
  const count = chooseOne(records, "count", rules.count, ({ count }) => count);
  const description = chooseOne(records, "description", rules.description, ({ description }) => description);
  const url = chooseOne(records, "url", rules.url, ({ url }) => url);
  const aliases = mergeAliases(records, name, count, rules.aliases);
  const types = new Map<string, readonly string[]>();
  for (const system of keysOf(records, ({ types }) => types)) {
    const listOf = ({ types }: EntityRecord) => ownValue(types, system);
    const names = chooseItems(records, `types.${system}`, rules.types, listOf, (type) => type, note);
    types.set(system, [...new Set(names)]);
  }
  const relations = new Map(
    chooseItems(
      records,
      "relations",
      rules.relations,
      ({ relations }) => relations,
      ({ relation, object }) => `${relation}=${object}`,
    ).map((fact) => [`${fact.relation}\n${fact.object}`, fact]),
  );
  const attributes = new Map<string, AttributeValue>();
  for (const key of keysOf(records, ({ attributes }) => attributes)) {
    const read = ({ attributes }: EntityRecord) => ownValue(attributes, key);
    const chosen = chooseOne(records, `attributes.${key}`, rules.attributes, read, note);
    attributes.set(key, chosen as AttributeValue);
  }
  const sameAs = new Set(records.flatMap(({ id, sameAs = [] }) => [id, ...sameAs]));
  sameAs.delete(id);
  const record: EntityRecord = {
    id,
    name,
    ...(description === undefined ? {} : { description }),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(types.size === 0 ? {} : { types: Object.fromEntries(types) }),
    ...(relations.size === 0 ? {} : { relations: [...relations.values()] }),
    ...(count === undefined ? {} : { count }),
    ...(attributes.size === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
    ...(sameAs.size === 0 ? {} : { sameAs: [...sameAs] }),
    ...(url === undefined ? {} : { url }),
  };
  return { record: { ...record, sources: sourcesOf(record, members) }, conflicts };
}

/** The id that stays. */
export function keptId(
  records: readonly Pick<EntityRecord, "id" | "count">[],
  { id: rule }: MergeRules,
): string {
  return chooseOne(records as readonly EntityRecord[], "id", rule, ({ id }) => id) as string;
}

/** The keys of a field of several records, each once, in the order of the records. */
const keysOf = (
  records: readonly EntityRecord[],
  field: (record: EntityRecord) => Readonly<Record<string, unknown>> | undefined,
): Set<string> => new Set(records.flatMap((record) => Object.keys(field(record) ?? {})));
