import { NamesakeError } from "../../errors.js";
import type { Edit } from "../edit.js";
import type { EntityRecord } from "../record.js";
import { type Entities, knownEntity, withoutEmpty } from "./entities.js";

const namesOf = ({ types = {} }: EntityRecord, system: string): readonly string[] =>
  Object.entries(types).find(([one]) => one === system)?.[1] ?? [];

const withNames = (record: EntityRecord, system: string, names: readonly string[]): EntityRecord => {
  const systems = new Map(Object.entries(record.types ?? {})).set(system, names);
  if (names.length === 0) systems.delete(system);
  return withoutEmpty({ ...record, types: Object.fromEntries(systems) });
};

/** Gives an entity types; names and systems that the KB has never seen are new ones. Those that it has stay as they are. */
export function addTypes(kb: Entities, id: string, system: string, names: readonly string[]): Edit[] {
  const record = knownEntity(kb, id);
  const known = namesOf(record, system);
  const all = [...new Set([...known, ...names])];
  return all.length === known.length ? [] : [{ put: withNames(record, system, all) }];
}

/**
 * @param names default: all of the system
 * @throws {NamesakeError} CANDIDATE_UNKNOWN; OPTION_INVALID where the entity has no such type
 */
export function removeTypes(kb: Entities, id: string, system: string, names?: readonly string[]): Edit[] {
  const record = knownEntity(kb, id);
  const known = namesOf(record, system);
  const missing = names === undefined ? known.length === 0 : !names.every((name) => known.includes(name));
  if (missing)
    throw new NamesakeError("OPTION_INVALID", {
      option: `the types of the system "${system}"`,
      expected: `some that "${id}" has (${known.join(", ") || "none"})`,
      found: names?.join(", ") ?? "all",
    });
  const left = names === undefined ? [] : known.filter((name) => !names.includes(name));
  return [{ put: withNames(record, system, left) }];
}
