import type { NerClass } from "../ner-classes.js";
import type { Query } from "../query/query.js";

/** A step of a path: a relation that is followed once, or up to so many times. */
export interface PathStep {
  /** A name of {@link LinkRules.relations}. */
  readonly relation: string;
  /** Default 1. With more, what one to so many times lead to is the end of the step. */
  readonly times?: number;
}

/** A way from an entity to what is more generic. */
export interface LinkPath {
  readonly steps: readonly PathStep[];
  /** The end takes links over though it has fewer itself: a king is called so by office. */
  readonly promote?: boolean;
}

/**
 * What is read from a record where it has no relations: `definition`, the noun of "X was king of France"; `title`, the noun of "Governor
 * of Kentucky" or "King penguin"; `list`, that of "List of kings of Spain"; `hypernym`, what WordNet has above its name.
 */
export const READINGS = ["definition", "title", "list", "hypernym"] as const;
export type Reading = (typeof READINGS)[number];

/**
 * What a relation of the paths is in a KB: one of its relations; a type system, whose types lead to the entities of their name; or a
 * reading, whose nouns do, of all entities or those of a class of the rules.
 */
export type RelationSource =
  | { readonly relation: string }
  | { readonly types: string }
  | { readonly read: Reading; readonly of?: LinkClass };

/** The classes that the rules ask for. */
export const LINK_CLASSES = [
  "history",
  "people",
  "list",
  "episode list",
  "sport",
  "thoroughfare",
  "kinship",
  "human",
  "kept",
  "cardinal direction",
  "country",
  "political organisation",
] as const;
export type LinkClass = (typeof LINK_CLASSES)[number];

/** Who is in a class: whom a query means, or whose name begins or ends so, or whose definition has a noun of these NER classes. */
export interface ClassMembers {
  readonly query?: Query;
  readonly begins?: readonly string[];
  readonly ends?: readonly string[];
  readonly defined?: readonly NerClass[];
}

/** All that decides which links are moved: plain data, which `DEFAULT_RULES` and YAML give. */
export interface LinkRules {
  /** How often all anchors are gone through: what became more generic may become so again. */
  readonly passes: number;
  /** What takes links over has to have more of the anchor's links than this, else the links are removed. */
  readonly least: number;
  /** What has this share of the specific one's links, and more links than `above`, counts as more linked. */
  readonly nearly: { readonly share: number; readonly above: number };
  /** Entities of no class `kept` that have fewer of the anchor's links than this give them to a country where there is one. */
  readonly rare: number;
  /** Anchors of fewer characters have no links. */
  readonly shortest: number;
  /** Anchors of fewer characters are no sports and no roads. */
  readonly shortestSport: number;
  /** Entities that have none of these relations, and were not changed, lose their links; of no names nobody does. */
  readonly needed: readonly string[];
  readonly relations: Readonly<Record<string, readonly RelationSource[]>>;
  readonly paths: readonly LinkPath[];
  readonly classes: Readonly<Partial<Record<LinkClass, ClassMembers>>>;
}

/** A path as it is written: "instance of, subclass of ≤2". */
export const pathName = ({ steps }: LinkPath): string =>
  steps.map(({ relation, times = 1 }) => (times === 1 ? relation : `${relation} ≤${times}`)).join(", ");
