import type { Edit } from "../edit.js";
import { type Entities, knownEntity } from "./entities.js";
import { redirectReferrers } from "./pointers.js";

/**
 * Removes an entity.
 *
 * @param options.relations what becomes of relations of others to it: "keep" leaves them, leading nowhere; "remove" looks for them
 * @throws {NamesakeError} CANDIDATE_UNKNOWN
 */
export function removeEntity(
  kb: Entities,
  id: string,
  { relations = "keep" }: { relations?: "keep" | "remove" } = {},
): Edit[] {
  knownEntity(kb, id);
  return [{ remove: id }, ...(relations === "remove" ? redirectReferrers(kb, [id], undefined) : [])];
}
