import type { EntityRecord } from "../../kb/record.js";

/** Features are hashed into so many places; two that share one are told apart by the others (the hashing trick, Weinberger et al., ICML 2009). */
export const FEATURE_BITS = 18;
const PLACES = 1 << FEATURE_BITS;

/** More relations than these do not make a kind of entity clearer. */
const MAX_RELATIONS = 12;
const MAX_WORDS = 8;

/**
 * What an entity's name, its parenthesis and the names of its relations look like, as places of a table.
 *
 * Words as first, last and any word, the last two together, endings, the pattern of letters and digits ("Aa Aa" of "Damon Hill"), and whether
 * it is also written without capitals.
 *
 * @returns places, each below 2 ** FEATURE_BITS; some twice where hashes meet
 */
export function likenessFeatures(record: EntityRecord): number[] {
  const open = record.name.lastIndexOf(" (");
  const name = open > 0 ? record.name.slice(0, open) : record.name;
  const [main = "", ...behind] = name.split(", ");
  const words = main.split(" ").filter((word) => word !== "");
  const [first = "", last = ""] = [words[0], words.at(-1)];
  const features = [place("bias", ""), place("words", String(Math.min(words.length, MAX_WORDS)))];
  const add = (kind: string, value: string): void => {
    features.push(place(kind, value));
  };
  add("first", first);
  add("last", last);
  add("two", `${words.at(-2) ?? ""} ${last}`);
  add("end", last.slice(-3));
  add("ending", last.slice(-4));
  add("start", first.slice(-3));
  add("pattern", patternOf(main));
  for (const word of words.slice(0, MAX_WORDS)) add("word", word);
  for (const part of behind) add("behind", part);
  if (open > 0) for (const word of record.name.slice(open + 2, -1).split(" ")) add("inside", word);
  if (record.aliases?.some((alias) => isCommon(typeof alias === "string" ? alias : alias.text)) === true)
    add("common", "");
  let relations = 0;
  let before = "";
  for (const { relation } of record.relations ?? [])
    if (relation !== before && relations++ < MAX_RELATIONS) {
      add("relation", relation);
      before = relation;
    }
  return features;
}

/** Letters and digits by their kind, runs as one: "Aa d-d" of "Series 1998-99". At most 24 characters. */
const patternOf = (name: string): string =>
  name
    .slice(0, 60)
    .replace(/\p{Lu}+/gu, "A")
    .replace(/\p{Ll}+/gu, "a")
    .replace(/\d+/g, "9")
    .slice(0, 24);

/** A word or words without a capital or a digit. */
const isCommon = (alias: string): boolean => /^\p{Ll}[\p{Ll} -]+$/u.test(alias);

/** FNV-1a, 32 bits, folded. */
function place(kind: string, value: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < kind.length; i++) hash = Math.imul(hash ^ kind.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ 0xff, 0x01000193);
  for (let i = 0; i < value.length; i++) hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> FEATURE_BITS)) >>> 0) % PLACES;
}
