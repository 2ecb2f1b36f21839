import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { EntityText } from "./entity-text.js";
import type { InputSettings, SpecialIds } from "./settings.js";

/** An entity as an encoder reads it. */
export interface EntityTokens {
  ids: Int32Array;
  /** Where its name stands in them. */
  name: { from: number; to: number };
}

/** UTF-16 units of a field that are read for a token, more than the longest tokens need. */
const UNITS = 16;

/** The fields of an entity as tokens, not yet put together; what is costly is done once. */
export interface EntityFields {
  name: readonly number[];
  types: readonly (readonly number[])[];
  relations: readonly (readonly number[])[];
  aliases: readonly (readonly number[])[];
  description: readonly number[];
}

/** Tokenises the fields of an entity, as much of each as can be read. */
export function entityFields(tokeniser: Tokeniser, text: EntityText, settings: InputSettings): EntityFields {
  const read = (field: string, most: number): number[] => {
    if (most <= 0 || field === "") return [];
    const { ids } = tokeniser.encode(field.slice(0, UNITS * most), {
      specialTokens: false,
      truncation: null,
      padding: null,
    });
    return Array.from(ids.subarray(0, most));
  };
  /** As many of a list as there is room for, each behind its mark. */
  const list = (fields: readonly string[], most: number): number[][] => {
    const kept: number[][] = [];
    let room = most;
    for (const field of fields) {
      if (room < 2) break;
      const ids = read(field, room - 1);
      if (ids.length === 0) continue;
      kept.push(ids);
      room -= ids.length + 1;
    }
    return kept;
  };
  return {
    name: read(text.name, settings.nameTokens),
    types: list(text.types, settings.typeTokens),
    relations: list(text.relations, settings.relationTokens),
    aliases: list(text.aliases, settings.aliasTokens),
    description: read(text.description, settings.entityTokens),
  };
}

/**
 * An entity as one sequence: [begin] name [type] … [relation] … [alias] … [description] … [separator]; what is beyond the
 * limit is cut, so that the description has what the others leave. An entity of which nothing is known is an unnamed one: its
 * name is the mask.
 */
export function entityTokens(
  fields: EntityFields,
  { entityTokens: most }: InputSettings,
  special: SpecialIds,
): EntityTokens {
  const ids: number[] = [];
  if (special.begin !== undefined) ids.push(special.begin);
  const from = ids.length;
  ids.push(...(fields.name.length === 0 ? [special.mask] : fields.name));
  const to = ids.length;
  const push = (mark: number, items: readonly (readonly number[])[]) => {
    for (const item of items) if (item.length > 0) ids.push(mark, ...item);
  };
  push(special.type, fields.types);
  push(special.relation, fields.relations);
  push(special.alias, fields.aliases);
  push(special.description, [fields.description]);
  const end = most - (special.separator === undefined ? 0 : 1);
  const kept = ids.slice(0, end);
  if (special.separator !== undefined) kept.push(special.separator);
  return { ids: Int32Array.from(kept), name: { from: Math.min(from, end), to: Math.min(to, end) } };
}
