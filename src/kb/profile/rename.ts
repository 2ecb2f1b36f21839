import { NamesakeError } from "../../errors.js";
import type { Edit } from "../edit.js";
import { type Entities, knownEntity } from "./entities.js";
import { redirectReferrers, redirectRelations } from "./pointers.js";

/**
 * Gives an entity another id. The old one stays as `sameAs`, so that it still leads there; relations of others follow.
 *
 * @throws {NamesakeError} CANDIDATE_UNKNOWN; RECORD_DUPLICATE where the new id is taken
 */
export function renameEntity(kb: Entities, id: string, to: string): Edit[] {
  const record = knownEntity(kb, id);
  if (to === id) return [];
  const known = kb.entity(to);
  if (known !== undefined)
    throw new NamesakeError("RECORD_DUPLICATE", { where: "rename", id: to, taken: known.name });
  const sameAs = [...new Set([...(record.sameAs ?? []), id])].filter((known) => known !== to);
  const renamed = { ...redirectRelations(record, new Set([id]), to), id: to, sameAs };
  return [{ put: renamed, inPlaceOf: id }, ...redirectReferrers(kb, [id], to)];
}
