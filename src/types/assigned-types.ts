import { Bitset } from "./bitset.js";
import type { EntityGraph } from "./graph/entity-graph.js";
import type { EvaluateOptions } from "./query/evaluate.js";
import { decideClasses, membersOf, type TypeAxis, type TypeSystem } from "./type-system.js";

/** The classes of one axis, and the class of every row. */
export interface AssignedAxis {
  readonly name: string;
  /** The names of the classes; the first is what is in no other. */
  readonly classes: readonly string[];
  /** Index into `classes` by row. Entities that were added to the KB since have no row here: they are in class 0. */
  readonly classOf: Uint16Array;
}

/** What a type system says of each entity of one KB. */
export interface AssignedTypes {
  /** The name of the type system. */
  readonly system: string;
  readonly axes: readonly AssignedAxis[];
}

/**
 * Gives every entity of a KB its class on each axis of a type system.
 *
 * @throws {NamesakeError} TYPE_NAME_UNKNOWN as `evaluate`
 * @example
 * ```ts
 * const { axes: [kind] } = assignTypes(system, entityGraphOf(kb));
 * kind.classes[kind.classOf[kb.index("Q5")!] ?? 0]; // "person"
 * ```
 */
export function assignTypes(
  system: TypeSystem,
  graph: EntityGraph,
  options: Omit<EvaluateOptions, "blacklist"> = {},
): AssignedTypes {
  const axes = system.axes.map((axis): AssignedAxis => {
    const members = membersOf(axis, graph, { ...options, blacklist: system.blacklist });
    return {
      name: axis.name,
      classes: [axis.other, ...axis.classes.map(({ name }) => name)],
      classOf: decideClasses(axis, members, graph.size),
    };
  });
  return { system: system.name, axes };
}

/** The assigned classes as a type system whose classes are sets of rows, so that it can be shown and checked as any other. */
export function systemOfAssigned({ system, axes }: AssignedTypes): TypeSystem {
  return {
    name: system,
    axes: axes.map(({ name, classes: [other = "other", ...classes], classOf }): TypeAxis => {
      const members = classes.map(() => new Bitset(classOf.length));
      classOf.forEach((assigned, row) => {
        if (assigned > 0) members[assigned - 1]?.add(row);
      });
      return {
        name,
        overlap: "first",
        other,
        classes: classes.map((className, i) => ({ name: className, members: members[i] as Bitset })),
      };
    }),
  };
}
