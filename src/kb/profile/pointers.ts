import type { Edit } from "../edit.js";
import type { EntityRecord } from "../record.js";
import { type Entities, knownEntity, withoutEmpty } from "./entities.js";

/**
 * The relations of a record, with those to `from` leading to `to` instead (or left out, where that is undefined), each once.
 *
 * @returns the record itself where it has no such relation
 */
export function redirectRelations(
  record: EntityRecord,
  from: ReadonlySet<string>,
  to: string | undefined,
): EntityRecord {
  const { relations = [] } = record;
  if (!relations.some(({ object }) => from.has(object))) return record;
  const seen = new Set<string>();
  const moved = relations.flatMap((fact) => {
    const object = from.has(fact.object) ? to : fact.object;
    const key = `${fact.relation}\t${object}`;
    if (object === undefined || seen.has(key)) return [];
    seen.add(key);
    return [{ ...fact, object }];
  });
  return withoutEmpty({ ...record, relations: moved });
}

/** Leads the relations that others have to some ids to another one, or removes them. */
export function redirectReferrers(kb: Entities, from: readonly string[], to: string | undefined): Edit[] {
  const moved = new Set(from);
  return kb
    .referrers(from)
    .filter((id) => !moved.has(id) && id !== to)
    .map((id) => ({ put: redirectRelations(knownEntity(kb, id), moved, to) }));
}
