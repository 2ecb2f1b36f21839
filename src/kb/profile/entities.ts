import { NamesakeError } from "../../errors.js";
import type { EntityRecord } from "../record.js";

/** What operations on entities need to see of a KB: a `KnowledgeBase`, or a `Draft` of what it is going to be. */
export interface Entities {
  entity(id: string): EntityRecord | undefined;
  /** The ids of the entities that have a relation to one of these. */
  referrers(ids: readonly string[]): string[];
}

/** @throws {NamesakeError} CANDIDATE_UNKNOWN */
export function knownEntity(kb: Pick<Entities, "entity">, id: string): EntityRecord {
  const record = kb.entity(id);
  if (record === undefined) throw new NamesakeError("CANDIDATE_UNKNOWN", { id, near: "" });
  return record;
}

/** A record without a field that has come to be empty. */
export function withoutEmpty<R extends EntityRecord>(record: R): R {
  const isEmpty = (value: unknown) =>
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value))) as unknown as R;
}
