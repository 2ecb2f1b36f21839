import { utf8 } from "../../kb/bytes.js";
import { murmur128 } from "../../kb/content-hash.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";

/** What an entity encoder reads of an entity: its fields as texts, not yet cut. */
export interface EntityText {
  /** Without the parenthesis that tells titles apart: "Mercury", not "Mercury (planet)". */
  name: string;
  /** What stood in the parenthesis; it is the first of the types too. Absent = there was none. */
  kind?: string;
  /** "planet", of the parenthesis and of all open type systems, most specific first. */
  types: readonly string[];
  /** "capital of Italy", "sports rowing, judo": a relation with the names of the other entities. */
  relations: readonly string[];
  /** The most frequent first. */
  aliases: readonly string[];
  description: string;
}

/** Of each list the first; encoders read fewer. */
const MOST = 16;
/** Objects of one relation, so that it does not crowd out the others. */
const MOST_OBJECTS = 6;
/** UTF-16 units of a description, far more than encoders read. */
const LONGEST = 1000;

const PARENTHESIS = /^(.*\S)\s*\(([^()]+)\)$/;

/** The name that people write, and what a title has in parentheses to tell it from its namesakes. */
export function splitName(name: string): { name: string; kind: string | undefined } {
  const match = PARENTHESIS.exec(name);
  return match === null ? { name, kind: undefined } : { name: match[1] as string, kind: match[2] };
}

/** Words of a camel-cased or underscored name: "linkedWith" and "linked_with" are "linked with". */
const words = (name: string): string =>
  name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();

/**
 * The fields of an entity as an encoder reads them.
 *
 * @param kb names the objects of relations
 */
export function entityTextOf(kb: KnowledgeBase, record: EntityRecord): EntityText {
  const { name, kind } = splitName(record.name);
  const types = Object.entries(record.types ?? {})
    // Names of closed classes, such as PER, are no words.
    .filter(([system]) => system !== "ner")
    .flatMap(([, names]) => names.slice(0, MOST).map(words));
  const own = name.toLowerCase();
  const aliases = (record.aliases ?? [])
    .map((alias) => (typeof alias === "string" ? { text: alias, count: 0 } : alias))
    .filter(({ text }) => text.toLowerCase() !== own && text !== record.name)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST);
  return {
    name,
    ...(kind === undefined ? {} : { kind }),
    types: [...new Set(kind === undefined ? types : [kind, ...types])],
    relations: relationsOf(kb, record),
    aliases: aliases.map(({ text }) => text),
    description: (record.description ?? "").slice(0, LONGEST),
  };
}

function relationsOf(kb: KnowledgeBase, { relations = [] }: EntityRecord): string[] {
  const objects = new Map<string, string[]>();
  for (const { relation, object } of relations) {
    const others = objects.get(relation) ?? [];
    objects.set(relation, others);
    if (others.length === MOST_OBJECTS || objects.size > MOST) continue;
    const other = kb.nameOf(object) ?? (object.includes(":") ? undefined : object);
    if (other !== undefined) others.push(splitName(other).name);
  }
  return [...objects].flatMap(([relation, others]) =>
    others.length === 0 ? [] : [`${words(relation)} ${others.join(", ")}`],
  );
}

/**
 * A fingerprint of what is read: entities of equal fingerprints have equal vectors, and an edit of anything that is read changes
 * it. 53 bits.
 */
export function textFingerprint(text: EntityText): number {
  const { name, kind, types, relations, aliases, description } = text;
  const json = JSON.stringify([name, types, relations, aliases, description, kind]);
  const [first, second] = murmur128(utf8(json));
  return first * 2 ** 21 + (second >>> 11);
}
