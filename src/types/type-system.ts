import { Bitset } from "./bitset.js";
import type { EntityGraph } from "./graph/entity-graph.js";
import { type EvaluateOptions, evaluate } from "./query/evaluate.js";
import type { Blacklist, Query } from "./query/query.js";

/** How an entity that is in several classes of an axis gets one: the class that is named first, or the one with the fewest members. */
export const OVERLAP_RULES = ["first", "smallest"] as const;
export type OverlapRule = (typeof OVERLAP_RULES)[number];

export interface TypeClass {
  readonly name: string;
  /** What it means, for people. */
  readonly about?: string;
  /** Which entities may be in it: by a query, or as rows of one KB. */
  readonly members: Query | Bitset;
}

/** A question that has one answer for every entity: one of the classes, or `other`. */
export interface TypeAxis {
  readonly name: string;
  readonly overlap: OverlapRule;
  /** What entities are called that are in no class. */
  readonly other: string;
  readonly classes: readonly TypeClass[];
}

/**
 * A type system: axes that are asked of every entity. DeepType's discovered systems are many axes of one class, NER4EL's is
 * one axis of 18.
 */
export interface TypeSystem {
  readonly name: string;
  /** For the walks of all queries. */
  readonly blacklist?: Blacklist;
  readonly axes: readonly TypeAxis[];
}

/** The rows of a KB that are in each class of an axis, before its rule for overlaps. */
export const membersOf = (
  axis: TypeAxis,
  graph: EntityGraph,
  options: EvaluateOptions = {},
): readonly Bitset[] =>
  axis.classes.map(({ members }) =>
    members instanceof Bitset ? members : evaluate(members, graph, options),
  );

/**
 * Gives each row one class of an axis by its rule for overlaps; of classes of one size, "smallest" takes the one that is named first.
 *
 * @param members as {@link membersOf} gives them
 * @returns the class of each row: 0 is "other", i + 1 is class i
 * @example
 * ```ts
 * const classOf = decideClasses(axis, membersOf(axis, graph), graph.size);
 * classOf[row] === 0; // the entity of this row is in no class
 * ```
 */
export function decideClasses(axis: TypeAxis, members: readonly Bitset[], size: number): Uint16Array {
  if (members.length > MOST_CLASSES) throw new RangeError(`an axis has at most ${MOST_CLASSES} classes`);
  const sizes = members.map((rows) => rows.count());
  const order = members.map((_, index) => index);
  if (axis.overlap === "smallest") order.sort((a, b) => (sizes[a] as number) - (sizes[b] as number) || a - b);
  const classOf = new Uint16Array(size);
  for (const index of order)
    for (const row of members[index] as Bitset) if (classOf[row] === 0) classOf[row] = index + 1;
  return classOf;
}

/** A class has a number of 16 bits, and 0 is "other". */
export const MOST_CLASSES = 0xffff;
