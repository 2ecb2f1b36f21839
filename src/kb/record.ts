import { NamesakeError } from "../errors.js";

/** A value of an entity's attribute: dates as ISO strings, years and other quantities as numbers, places as coordinates. */
export type AttributeValue = number | string | { lat: number; lon: number };

/**
 * One entity as every source gives it and every KB returns it; one JSON line of a KB in text form.
 * Only `id` and `name` are required.
 */
export interface EntityRecord {
  /** Stable and user-visible: "Q312", "geonames:2988507", "wn:02131817-n". */
  id: string;
  name: string;
  description?: string;
  /** Other names; `count` = how often this text was seen to mean this entity (in the KB's unit). */
  aliases?: readonly (string | { readonly text: string; readonly count: number })[];
  /** Type names by type system, most specific first: `{ ner: ["PER"], occupation: ["politician"] }`. */
  types?: Readonly<Record<string, readonly string[]>>;
  relations?: readonly { readonly relation: string; readonly object: string }[];
  /** Popularity in the KB's unit: links, page views, population … */
  count?: number;
  attributes?: Readonly<Record<string, AttributeValue>>;
  /** Ids of the same thing elsewhere. */
  sameAs?: readonly string[];
  url?: string;
  /**
   * Which sources gave which fact, by name, where records of several were merged: by field or fact (`fact-sources.ts` names them), "*"
   * for all that are not listed: `{ "*": ["a.csv"], "attributes.born": ["b.jsonl", "c.jsonl"] }`.
   */
  sources?: Readonly<Record<string, readonly string[]>>;
}

/** Longest name or alias that is indexed, in UTF-16 units; longer ones are names of nothing anybody writes. */
export const MAX_NAME_LENGTH = 300;

/** A UTF-16 unit that is half a character, of which no file in UTF-8 can tell another one. */
const HALF = /\p{Cs}/u;

function kind(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return value.trim() === "" ? "an empty text" : `"${value.slice(0, 40)}"`;
  if (typeof value === "number") return String(value);
  return value === undefined ? "nothing" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
const isCount = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER;

/**
 * Checks that `value` is an {@link EntityRecord} and returns it.
 *
 * @param where names the record in the message, e.g. "people.jsonl, line 7"
 * @throws {NamesakeError} RECORD_INVALID, naming the field, what was expected and what was found
 * @example
 * ```ts
 * checkRecord({ id: "Q312", name: "Apple Inc." }, "line 1"); // the same object
 * checkRecord({ id: "Q312" }, "line 2"); // throws: line 2: "name" should be a non-empty text, found nothing.
 * ```
 */
export function checkRecord(value: unknown, where: string): EntityRecord {
  const wrong = (field: string, expected: string, found: unknown): never => {
    throw new NamesakeError("RECORD_INVALID", { where, field, expected, found: kind(found) });
  };
  if (!isObject(value)) return wrong("record", "an object with id and name", value);
  if (!isText(value["id"])) wrong("id", "a non-empty text", value["id"]);
  if ((value["id"] as string).length > MAX_NAME_LENGTH)
    throw new NamesakeError("RECORD_INVALID", {
      where,
      field: "id",
      expected: `a text of at most ${MAX_NAME_LENGTH} characters`,
      found: `one of ${(value["id"] as string).length}, ${kind(value["id"])} and so on`,
    });
  if (HALF.test(value["id"] as string)) wrong("id", "a text without halves of characters", value["id"]);
  if (!isText(value["name"])) wrong("name", "a non-empty text", value["name"]);
  for (const field of ["description", "url"] as const)
    if (value[field] !== undefined && typeof value[field] !== "string") wrong(field, "a text", value[field]);
  if (value["count"] !== undefined && !isCount(value["count"]))
    wrong("count", "a number from 0 to 2^53", value["count"]);

  const list = (field: string): unknown[] => {
    const found = value[field];
    if (found === undefined) return [];
    return Array.isArray(found) ? found : wrong(field, "a list", found);
  };
  for (const alias of list("aliases"))
    if (!isText(alias) && !(isObject(alias) && isText(alias["text"]) && isCount(alias["count"])))
      wrong("aliases", "a list of texts or of { text, count }", alias);
  for (const fact of list("relations"))
    if (!isObject(fact) || !isText(fact["relation"]) || !isText(fact["object"]))
      wrong("relations", "a list of { relation, object }", fact);
  for (const id of list("sameAs")) if (!isText(id)) wrong("sameAs", "a list of texts", id);
  const types = value["types"];
  if (types !== undefined) {
    if (!isObject(types)) return wrong("types", "an object of lists, by type system", types);
    for (const [system, names] of Object.entries(types))
      if (!Array.isArray(names) || !names.every(isText)) wrong(`types.${system}`, "a list of texts", names);
  }
  const sources = value["sources"];
  if (sources !== undefined) {
    if (!isObject(sources)) return wrong("sources", "an object of lists, by fact", sources);
    for (const [fact, names] of Object.entries(sources))
      if (!Array.isArray(names) || !names.every(isText)) wrong(`sources.${fact}`, "a list of texts", names);
  }
  const attributes = value["attributes"];
  if (attributes !== undefined) {
    if (!isObject(attributes)) return wrong("attributes", "an object", attributes);
    for (const [name, attribute] of Object.entries(attributes)) {
      const place =
        isObject(attribute) && typeof attribute["lat"] === "number" && typeof attribute["lon"] === "number";
      if (typeof attribute !== "string" && !Number.isFinite(attribute) && !place)
        wrong(`attributes.${name}`, "a text, a number or { lat, lon }", attribute);
    }
  }
  return value as unknown as EntityRecord;
}
