import type { Edit } from "../edit.js";
import type { EntityRecord } from "../record.js";

/**
 * Leaves some entities and removes all others. Relations to those that go are left as they are. Their records stay in the log, until
 * compaction cuts it.
 *
 * @param keep ids, or what says of a record whether it stays
 * @example
 * ```ts
 * kb.edit(prune(kb, ({ types }) => types?.ner?.includes("PER") ?? false));
 * ```
 */
export function prune(
  kb: { entities(): Iterable<EntityRecord> },
  keep: Iterable<string> | ((record: EntityRecord) => boolean),
): Edit[] {
  const ids = typeof keep === "function" ? undefined : new Set(keep);
  const stays = typeof keep === "function" ? keep : ({ id }: EntityRecord) => ids?.has(id) === true;
  const edits: Edit[] = [];
  for (const record of kb.entities()) if (!stays(record)) edits.push({ remove: record.id });
  return edits;
}
