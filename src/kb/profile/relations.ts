import { NamesakeError } from "../../errors.js";
import type { Edit } from "../edit.js";
import { type Entities, knownEntity, withoutEmpty } from "./entities.js";

/** Adds a relation, unless the entity has it. The object need not be in the KB. */
export function addRelation(kb: Entities, id: string, relation: string, object: string): Edit[] {
  const record = knownEntity(kb, id);
  const known = record.relations ?? [];
  if (known.some((fact) => fact.relation === relation && fact.object === object)) return [];
  return [{ put: { ...record, relations: [...known, { relation, object }] } }];
}

/**
 * @param object default: all objects of the relation
 * @throws {NamesakeError} CANDIDATE_UNKNOWN; OPTION_INVALID where the entity has no such relation
 */
export function removeRelation(kb: Entities, id: string, relation: string, object?: string): Edit[] {
  const record = knownEntity(kb, id);
  const known = record.relations ?? [];
  const left = known.filter(
    (fact) => fact.relation !== relation || (object !== undefined && fact.object !== object),
  );
  if (left.length === known.length)
    throw new NamesakeError("OPTION_INVALID", {
      option: "the relation",
      expected: `one that "${id}" has (${known.map((fact) => `${fact.relation} ${fact.object}`).join(", ") || "none"})`,
      found: `${relation} ${object ?? ""}`.trim(),
    });
  return [{ put: withoutEmpty({ ...record, relations: left }) }];
}
