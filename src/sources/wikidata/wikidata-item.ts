/** A text in one language. */
export interface MonolingualText {
  readonly language: string;
  readonly value: string;
}

/** One claim: of `mainsnak`, `snaktype` "somevalue" is an unknown value, "novalue" none. */
export interface Statement {
  readonly rank?: "preferred" | "normal" | "deprecated";
  readonly mainsnak?: {
    readonly snaktype?: string;
    readonly datavalue?: { readonly type?: string; readonly value?: unknown };
  };
}

/**
 * An item as the JSON dump has it (Wikibase JSON, https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html), the
 * fields that are read.
 */
export interface WikidataItem {
  /** "Q42". */
  readonly id: string;
  readonly labels: Readonly<Record<string, MonolingualText>>;
  readonly descriptions: Readonly<Record<string, MonolingualText>>;
  readonly aliases: Readonly<Record<string, readonly MonolingualText[]>>;
  readonly claims: Readonly<Record<string, readonly Statement[]>>;
  readonly sitelinks: Readonly<Record<string, { readonly title: string }>>;
}

const MAPS = ["labels", "descriptions", "aliases", "claims", "sitelinks"] as const;

/** What a value of a dump is, if it is no item. */
export type NoItem = "redirect" | "other entity" | "broken";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Takes a parsed value of a dump for an item. PHP writes an empty map as `[]`: it is empty here, and so is one that is missing.
 *
 * @returns the item, or what it is instead: a redirect, another entity (property, lexeme), or nothing of Wikidata
 */
export function asItem(value: unknown): WikidataItem | NoItem {
  if (!isObject(value)) return "broken";
  if (typeof value["redirect"] === "string") return "redirect";
  const { id, type } = value;
  if (typeof id !== "string" || id === "") return "broken";
  if ((type !== undefined && type !== "item") || !/^Q\d+$/.test(id)) return "other entity";
  for (const field of MAPS) {
    const map = value[field];
    if (isObject(map)) continue;
    if (map !== undefined && !(Array.isArray(map) && map.length === 0)) return "broken";
    value[field] = {};
  }
  return value as unknown as WikidataItem;
}
