import { NamesakeError } from "../../errors.js";
import type { Edit } from "../edit.js";
import type { EntityRecord } from "../record.js";
import type { Entities } from "./entities.js";

/**
 * Adds an entity.
 *
 * @throws {NamesakeError} RECORD_DUPLICATE where its id is taken
 */
export function addEntity(kb: Entities, record: EntityRecord): Edit[] {
  const known = kb.entity(record.id);
  if (known !== undefined)
    throw new NamesakeError("RECORD_DUPLICATE", { where: "add", id: record.id, taken: known.name });
  return [{ put: record }];
}
