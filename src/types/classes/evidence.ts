import type { NerClass } from "../ner-classes.js";

/** Where the class of an entity is from. An assignment keeps it as a number: its place in this list. */
export const CLASS_SOURCES = [
  "none",
  /** The record's own type in the system "ner". */
  "given",
  /** A synset of WordNet with this id, or named in `sameAs`. */
  "synset",
  /** Names of classes in the record's type systems. */
  "types",
  /** "instance of" and what only people have: "place of birth". */
  "relations",
  /** Date of birth, coordinates, population. */
  "attributes",
  /** The parenthesis of the title: "Mercury (planet)". */
  "title",
  /** The head noun of "X is a …". */
  "description",
  /** "( born 1950 )" in the description. */
  "dates",
  /** The whole name is a word of WordNet. */
  "word",
  /** The name's own form: "Battle of X", "X River". */
  "name",
  /** What the KB's other entities of like names and relations are. */
  "likeness",
] as const;

export type ClassSource = (typeof CLASS_SOURCES)[number];

/**
 * The ways in which a source can speak. They differ in how often they are right, so that each has its own row in the table of
 * confidences.
 */
export const EVIDENCE_KINDS = {
  given: "given",
  synset: "synset",
  /** A class by its number, a listed noun or one that WordNet has in one NER class only; or by another noun. */
  "type:clear": "types",
  "type:unclear": "types",
  "instance:clear": "relations",
  "instance:unclear": "relations",
  "relation:person": "relations",
  "attribute:person": "attributes",
  "attribute:place": "attributes",
  /** A listed noun, a noun of WordNet, the name of a place, a field of knowledge or a sport. */
  "title:listed": "title",
  "title:noun": "title",
  "title:place": "title",
  "title:field": "title",
  /** A listed noun; a noun that WordNet has for people only, in another class only, mostly in one, or in several. */
  "text:listed": "description",
  "text:person": "description",
  "text:clear": "description",
  "text:mostly": "description",
  "text:unclear": "description",
  "dates:born": "dates",
  "dates:life": "dates",
  "word:clear": "word",
  "word:mostly": "word",
  "word:unclear": "word",
  /** A form: "Lake …"; a listed noun as its head; a noun of WordNet as the head of a name in lower case; a place after a comma. */
  "name:form": "name",
  "name:listed": "name",
  "name:noun": "name",
  "name:place": "name",
} as const satisfies Record<string, ClassSource>;

export type EvidenceKind = keyof typeof EVIDENCE_KINDS;

/** One source's word on the class of an entity. */
export interface Evidence {
  kind: EvidenceKind;
  class: NerClass;
}

/** Kinds that other entities of the KB know better: what most things of such a name are. */
export const WEAK_KINDS: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  "word:clear",
  "word:mostly",
  "word:unclear",
  "name:form",
  "name:listed",
  "name:noun",
  "name:place",
  "title:place",
  "title:field",
  "text:mostly",
  "text:unclear",
]);
