import { NamesakeError } from "../../errors.js";
import type { Edit } from "../edit.js";
import type { EntityRecord } from "../record.js";
import { type Entities, knownEntity } from "./entities.js";

/** Fields of a record that can be left out. */
export type ClearableField = Exclude<keyof EntityRecord, "id" | "name">;

export interface RecordChanges {
  /** Fields with their new values, each in the place of the whole old one. */
  set?: Partial<Omit<EntityRecord, "id">>;
  clear?: readonly ClearableField[];
}

/**
 * Changes some fields of an entity and leaves the others.
 *
 * @throws {NamesakeError} CANDIDATE_UNKNOWN; OPTION_INVALID where it is to change the id, which `renameEntity` does, or to clear the name
 */
export function updateEntity(kb: Entities, id: string, { set = {}, clear = [] }: RecordChanges): Edit[] {
  const record = knownEntity(kb, id);
  const asked = [
    ...Object.keys(set).filter((field) => field === "id"),
    ...(clear as readonly string[]).filter((field) => field === "id" || field === "name"),
  ][0];
  if (asked !== undefined)
    throw new NamesakeError("OPTION_INVALID", {
      option: "the fields of an update",
      expected: "others than the id, and no name that is cleared",
      found: asked,
    });
  const kept = Object.entries(record).filter(([field]) => !(clear as readonly string[]).includes(field));
  return [{ put: { ...(Object.fromEntries(kept) as unknown as EntityRecord), ...set } }];
}

/** Sets the description of an entity; "" clears it. */
export function describeEntity(kb: Entities, id: string, description: string): Edit[] {
  return updateEntity(kb, id, description === "" ? { clear: ["description"] } : { set: { description } });
}
