import { NamesakeError } from "../../errors.js";
import type { EntityRecord } from "../record.js";

/** What operations on entities need to see of a KB: a `KnowledgeBase`, or a `Draft` of what it is going to be. */
export interface Entities {
  entity(id: string): EntityRecord | undefined;
  /** The ids of the entities that have a relation to one of these. */
  referrers(ids: readonly string[]): string[];
  /** The id of what is called so here, or elsewhere (`sameAs`), as an entity is that was given another id. */
  resolve?(id: string): string | undefined;
}

/** @throws {NamesakeError} CANDIDATE_UNKNOWN */
export function knownEntity(kb: Pick<Entities, "entity" | "resolve">, id: string): EntityRecord {
  const record = kb.entity(id);
  if (record !== undefined) return record;
  const now = kb.resolve?.(id);
  const near = now === undefined ? "" : `"${now}", which has that id elsewhere, or had it before`;
  throw new NamesakeError("CANDIDATE_UNKNOWN", { id, near });
}

/** A record without a field that has come to be empty. */
export function withoutEmpty<R extends EntityRecord>(record: R): R {
  const isEmpty = (value: unknown) =>
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value))) as unknown as R;
}
