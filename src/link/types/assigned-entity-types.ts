import type { EntityRecord } from "../../kb/record.js";
import type { AssignedAxis, AssignedTypes } from "../../types/assigned-types.js";
import { isNerClass } from "../../types/ner-classes.js";
import type { EntityTypes } from "./type-judge.js";

/**
 * Whether class 0 of an axis, which holds what is in no other, says that nothing is known. The 18 classes are meant for all there is, so
 * that what has none of them was not understood; of other axes "other" is a class, as "no river" is.
 */
export const isOpen = ({ classes }: Pick<AssignedAxis, "classes">): boolean =>
  classes.length > 1 && classes.slice(1).every(isNerClass);

/**
 * The types of entities as a type system assigned them. What a record says itself counts more: an entity that was added since, or of
 * which a user knows better, has the types that it names under the name of the system. An entity of which nobody says anything has no
 * known class.
 *
 * @param assigned rows that it does not have are those of entities that were added since
 * @example
 * ```ts
 * const types = assignedEntityTypes(readAssignedTypes("ner.types", { kb: kb.manifest }));
 * types.classesOf({ id: "new", name: "Ann", types: { ner: ["PER"] } }, kb.size); // [1]
 * ```
 */
export function assignedEntityTypes({ system, axes }: AssignedTypes): EntityTypes {
  const places = axes.map(({ classes }) => new Map(classes.map((name, place) => [name, place])));
  const open = axes.map(isOpen);
  const named = ({ types }: EntityRecord, axis: number): number | undefined => {
    const name = types?.[system]?.find((one) => places[axis]?.has(one));
    return name === undefined ? undefined : places[axis]?.get(name);
  };
  return {
    system,
    axes,
    classesOf: (entity, row) =>
      axes.map(({ classOf }, axis) => {
        const known = named(entity, axis) ?? (row < classOf.length ? classOf[row] : undefined);
        return known === 0 && open[axis] === true ? undefined : known;
      }),
  };
}
