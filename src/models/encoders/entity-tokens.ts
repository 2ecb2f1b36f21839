import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { EntityText } from "./entity-text.js";
import { UNITS } from "./excerpt.js";
import type { InputSettings, SpecialIds } from "./settings.js";

/** An entity as an encoder reads it. */
export interface EntityTokens {
  ids: Int32Array;
  /** Where its name stands in them. */
  name: { from: number; to: number };
}

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
    if (settings.style === "bootleg")
      return withinWords(fields, most).map((field) => read(field, settings.entityTokens));
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
  const { name, types } = styled(text, settings.style);
  return {
    name: read(name, settings.nameTokens),
    types: list(types, settings.typeTokens),
    relations: list(text.relations, settings.relationTokens),
    aliases: list(text.aliases, settings.aliasTokens),
    description: read(text.description, settings.entityTokens),
  };
}

/** Where a title has its parenthesis: ours makes a type of it, BLINK leaves it where it is, Bootleg leaves it out. */
function styled({ name, kind, types }: EntityText, style: InputSettings["style"]) {
  if (kind === undefined || style === undefined) return { name, types };
  return style === "blink" ? { name: `${name} (${kind})`, types } : { name, types: types.slice(1) };
}

/** As many fields as have so many words, their marks counted, and at least the first. */
function withinWords(fields: readonly string[], most: number): readonly string[] {
  if (most <= 0) return [];
  let words = 0;
  const full = fields.findIndex((field, i) => {
    words += 1 + field.split(/\s+/).filter((word) => word !== "").length;
    return i > 0 && words > most;
  });
  return full === -1 ? fields : fields.slice(0, full);
}

/**
 * An entity as one sequence: [begin] name [type] … [relation] … [alias] … [description] … [separator]; what is beyond the
 * limit is cut, so that the description has what the others leave. An entity of which nothing is known is an unnamed one: its
 * name is the mask.
 *
 * Models that others trained are given what they know. In the style "blink" a name keeps its parenthesis, and its mark stands before
 * a description that is empty too. In the style "bootleg" a parenthesis is left out, the limits of types and relations count words
 * with the marks before them, what does not fit is left out as a whole but for the first, and a field without anything has its mark.
 */
export function entityTokens(
  fields: EntityFields,
  { entityTokens: most, typeTokens, relationTokens, style }: InputSettings,
  special: SpecialIds,
): EntityTokens {
  const ids: number[] = [];
  if (special.begin !== undefined) ids.push(special.begin);
  const from = ids.length;
  ids.push(...(fields.name.length === 0 ? [special.mask] : fields.name));
  const to = ids.length;
  const push = (mark: number, items: readonly (readonly number[])[], always = false) => {
    const written = items.filter((item) => item.length > 0);
    if (always && written.length === 0) ids.push(mark);
    for (const item of written) ids.push(mark, ...item);
  };
  push(special.type, fields.types, style === "bootleg" && typeTokens > 0);
  push(special.relation, fields.relations, style === "bootleg" && relationTokens > 0);
  push(special.alias, fields.aliases);
  push(special.description, [fields.description], style !== undefined);
  const end = most - (special.separator === undefined ? 0 : 1);
  const kept = ids.slice(0, end);
  if (special.separator !== undefined) kept.push(special.separator);
  return { ids: Int32Array.from(kept), name: { from: Math.min(from, end), to: Math.min(to, end) } };
}
