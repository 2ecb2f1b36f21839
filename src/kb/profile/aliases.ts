import { NamesakeError } from "../../errors.js";
import type { Edit } from "../edit.js";
import type { EntityRecord } from "../record.js";
import { type Entities, knownEntity, withoutEmpty } from "./entities.js";

type Alias = NonNullable<EntityRecord["aliases"]>[number];

export const textOf = (alias: Alias): string => (typeof alias === "string" ? alias : alias.text);

/**
 * Gives an entity another name, or counts one that it has.
 *
 * @param count how often the text was seen to mean the entity, in the KB's unit; it is added to what the alias counts already. Without
 * it the alias counts as one that was never counted
 */
export function addAlias(kb: Entities, id: string, text: string, count?: number): Edit[] {
  const record = knownEntity(kb, id);
  const known = record.aliases?.find((alias) => textOf(alias) === text);
  if (known !== undefined && count === undefined) return [];
  const before = known === undefined || typeof known === "string" ? 0 : known.count;
  return [{ put: withAlias(record, text, count === undefined ? undefined : before + count) }];
}

/**
 * Sets what an alias counts.
 *
 * @throws {NamesakeError} CANDIDATE_UNKNOWN; OPTION_INVALID where the entity has no such alias
 */
export function setAliasCount(kb: Entities, id: string, text: string, count: number): Edit[] {
  const record = knownEntity(kb, id);
  // The name itself may be counted among the aliases as well.
  if (text !== record.name) checkAlias(record, text);
  return [{ put: withAlias(record, text, count) }];
}

/** @throws {NamesakeError} CANDIDATE_UNKNOWN; OPTION_INVALID where the entity has no such alias */
export function removeAlias(kb: Entities, id: string, text: string): Edit[] {
  const record = knownEntity(kb, id);
  checkAlias(record, text);
  const aliases = (record.aliases ?? []).filter((alias) => textOf(alias) !== text);
  return [{ put: withoutEmpty({ ...record, aliases }) }];
}

function withAlias(record: EntityRecord, text: string, count: number | undefined): EntityRecord {
  const alias: Alias = count === undefined ? text : { text, count };
  const known = record.aliases ?? [];
  const at = known.findIndex((one) => textOf(one) === text);
  return { ...record, aliases: at < 0 ? [...known, alias] : known.with(at, alias) };
}

function checkAlias(record: EntityRecord, text: string): void {
  const known = (record.aliases ?? []).map(textOf);
  if (!known.includes(text))
    throw new NamesakeError("OPTION_INVALID", {
      option: "the alias",
      expected: `one that "${record.id}" has (${known.join(", ") || "none"})`,
      found: text,
    });
}
