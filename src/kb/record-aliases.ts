import { casingOf } from "../text/casing.js";
import { languageOf } from "../text/languages/languages.js";
import { normaliseAlias } from "../text/normalise.js";
import type { Tier } from "./postings.js";
import { type EntityRecord, MAX_NAME_LENGTH } from "./record.js";

/** One entry of the alias table, before it meets those of other records. */
export interface RecordAlias {
  key: string;
  count: number;
  casing: number;
  tier: Tier;
}

/** Longest key: LMDB's keys end at 1,978 bytes, and a UTF-16 unit is at most 3. */
const MAX_KEY_LENGTH = 600;

/** What an alias without a count of its own is given, as a share of its entity's count. */
const UNCOUNTED_SHARE = 0.2;

/** What the name itself is counted with: its own count among the aliases, or what they leave of the record's, at least half of it. */
export function nameCount(record: EntityRecord): number {
  const total = record.count ?? 0;
  let counted = 0;
  for (const alias of record.aliases ?? []) {
    if (typeof alias === "string") continue;
    if (alias.text === record.name) return alias.count;
    counted += alias.count;
  }
  return Math.max(total - counted, total / 2);
}

/**
 * The names under which a record is found, with their counts: the name as {@link nameCount} says, a counted alias with its
 * own count, one without with a fifth of the record's; each also in the other forms that its language has, such as without an article.
 *
 * @param languages of the KB, see {@link languageOf}
 */
export function recordAliases(record: EntityRecord, languages?: readonly string[]): RecordAlias[] {
  const { nameForms } = languageOf(languages);
  const found: RecordAlias[] = [];
  const add = (surface: string, count: number, tier: Tier, formOf: readonly string[] = []) => {
    if (surface.length > MAX_NAME_LENGTH) return;
    const key = normaliseAlias(surface);
    if (key !== "" && key.length <= MAX_KEY_LENGTH)
      found.push({ key, count, casing: casingOf(surface), tier });
    for (const form of nameForms(surface))
      if (!formOf.includes(form)) add(form, count, tier, [...formOf, surface]);
  };
  add(record.name, nameCount(record), "name");
  for (const alias of record.aliases ?? []) {
    const [text, count] =
      typeof alias === "string" ? [alias, (record.count ?? 0) * UNCOUNTED_SHARE] : [alias.text, alias.count];
    if (text !== record.name) add(text, count, "alias");
  }
  return found;
}

const FIELDS = [
  "id",
  "name",
  "description",
  "aliases",
  "types",
  "relations",
  "count",
  "attributes",
  "sameAs",
  "url",
  "sources",
] as const satisfies readonly (keyof EntityRecord)[];

/** The record as JSON with its fields in one order and nothing but them, so that equal records have equal bytes. */
export function canonicalJson(record: EntityRecord): string {
  if (isOrdered(record)) return JSON.stringify(record);
  const ordered: Record<string, unknown> = {};
  for (const field of FIELDS) if (record[field] !== undefined) ordered[field] = record[field];
  return JSON.stringify(ordered);
}

const PLACE_OF: ReadonlyMap<string, number> = new Map(FIELDS.map((field, i) => [field, i]));

/** Whether a record has its fields in their order already, as most sources give them. */
function isOrdered(record: EntityRecord): boolean {
  let last = -1;
  for (const field in record) {
    const place = PLACE_OF.get(field) ?? -1;
    if (place <= last) return false;
    last = place;
  }
  return true;
}

/** The facets a record counts for: "type⇥system⇥name" and "relation⇥name", each once. */
export function recordFacets(record: EntityRecord): string[] {
  const facets = new Set<string>();
  for (const [system, names] of Object.entries(record.types ?? {}))
    for (const name of names) facets.add(`type\t${system}\t${name}`.slice(0, MAX_KEY_LENGTH));
  for (const fact of record.relations ?? [])
    facets.add(`relation\t${fact.relation}`.slice(0, MAX_KEY_LENGTH));
  return [...facets];
}

/** The ids of elsewhere that lead to a record, each once. Ids that are too long for a key, or hold control characters or halves of characters, lead nowhere. */
export function sameAsKeys(record: EntityRecord): string[] {
  return [...new Set(record.sameAs)].filter(
    (id) => id.length <= MAX_KEY_LENGTH && !/[\p{Cc}\p{Cs}]/u.test(id),
  );
}
