import { ownValue } from "../kb/own-value.js";
import type { CsvRecord } from "./csv-record.js";

const LISTS = ["aliases", "sameAs", "relations"] as const;

/**
 * Whether a row goes on with the entity of the row above it, as OpenRefine writes records of several rows: its first cell is blank, and
 * it names no entity of its own but adds to a list of the one above.
 *
 * @param part what the row says
 * @param named whether a row with a name, but a blank first cell, goes on as well: its name is then an alias
 */
export function continues(cells: readonly string[], part: CsvRecord, named: boolean): boolean {
  if ((cells[0] ?? "").trim() !== "" || part.id !== undefined) return false;
  if (part.name !== "") return named;
  return part.types !== undefined || LISTS.some((list) => part[list] !== undefined);
}

const joined = <T>(first: readonly T[] = [], more: readonly T[] = []): T[] => {
  const seen = new Set(first.map((member) => JSON.stringify(member)));
  return [...first, ...more.filter((member) => !seen.has(JSON.stringify(member)))];
};

/**
 * One record of two about the same entity: lists are joined, the second one's name is an alias, and of all else the first one's value
 * stands.
 */
export function continued<R extends CsvRecord>(record: R, part: CsvRecord): R {
  const names = part.name === "" || part.name === record.name ? [] : [part.name];
  const aliases = joined(record.aliases, [...names, ...(part.aliases ?? [])]);
  const sameAs = joined(record.sameAs, part.sameAs);
  const relations = joined(record.relations, part.relations);
  const systems = Object.keys({ ...record.types, ...part.types });
  const types = systems.map(
    (system) => [system, joined(ownValue(record.types, system), ownValue(part.types, system))] as const,
  );
  return {
    ...part,
    ...record,
    ...(aliases.length === 0 ? {} : { aliases: aliases.filter((alias) => alias !== record.name) }),
    ...(types.length === 0 ? {} : { types: Object.fromEntries(types) }),
    ...(relations.length === 0 ? {} : { relations }),
    ...(sameAs.length === 0 ? {} : { sameAs }),
    ...(part.attributes === undefined ? {} : { attributes: { ...part.attributes, ...record.attributes } }),
  };
}
