import type { EntityRecord } from "./record.js";
import { canonicalJson } from "./record-aliases.js";

/** What is other in one KB than in another, of one entity; `before` or `after` is missing where it is only in one of them. */
export interface Difference {
  id: string;
  before?: EntityRecord;
  after?: EntityRecord;
}

/** What is compared: a KB, or something like it. */
export interface Compared {
  entity(id: string): EntityRecord | undefined;
  entities(): Iterable<EntityRecord>;
  totals?(): { contentHash: string };
}

/** The entities that differ, by their ids: those of `before` in their order, then those that only `after` has. */
export function* differences(before: Compared, after: Compared): Generator<Difference> {
  const [old, now] = [before.totals?.().contentHash, after.totals?.().contentHash];
  if (old !== undefined && old === now) return;
  for (const record of before.entities()) {
    const other = after.entity(record.id);
    if (other === undefined) yield { id: record.id, before: record };
    else if (canonicalJson(record) !== canonicalJson(other))
      yield { id: record.id, before: record, after: other };
  }
  for (const record of after.entities())
    if (before.entity(record.id) === undefined) yield { id: record.id, after: record };
}

/** The fields in which two records differ. */
export function changedFields(before: EntityRecord, after: EntityRecord): (keyof EntityRecord)[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof EntityRecord)[]);
  return [...fields].filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}
