import { createHash } from "node:crypto";
import { NamesakeError } from "../../errors.js";
import type { AxisClasses, ClassifiedTypes } from "./settings.js";

/**
 * Tells type systems apart by what a classifier knows of them: the names of their axes and of the classes, in their order. What the
 * system itself is called, and of which KB entities are in its classes, does not count.
 *
 * @returns 16 hexadecimal digits
 */
export function hashOfTypes({ axes }: Pick<ClassifiedTypes, "axes">): string {
  const names = axes.map(({ name, classes }) => [name, classes]);
  return createHash("sha256").update(JSON.stringify(names)).digest("hex").slice(0, 16);
}

/**
 * Checks that a type system is the one that a classifier was trained for: its probabilities are then those of the system's classes, by
 * their places.
 *
 * @param known what the classifier knows
 * @param where names the classifier in messages
 * @throws {NamesakeError} TYPES_MISMATCH
 */
export function requireTypes(known: ClassifiedTypes, types: ClassifiedTypes, where: string): void {
  const refuse = (expected: string, found: string) =>
    new NamesakeError("TYPES_MISMATCH", { where, system: types.system, expected, found });
  const [own, others] = [known.axes, types.axes];
  if (own.length !== others.length) throw refuse(axesInWords(own), axesInWords(others));
  for (const [i, { name, classes }] of own.entries()) {
    const other = others[i] as AxisClasses;
    if (name !== other.name) throw refuse(`the axis "${name}"`, `"${other.name}"`);
    const at = classes.findIndex((one, place) => one !== other.classes[place]);
    if (at >= 0) throw refuse(`the class "${classes[at]}" on the axis "${name}"`, quoted(other.classes[at]));
    if (classes.length < other.classes.length)
      throw refuse(
        `${classes.length} classes on the axis "${name}"`,
        `${other.classes.length} of them, one of which is ${quoted(other.classes[classes.length])}`,
      );
  }
}

/** How many classes all axes have together. */
export const countClasses = (axes: readonly AxisClasses[]): number =>
  axes.reduce((sum, { classes }) => sum + classes.length, 0);

/**
 * Probabilities of the classes of each axis, by a softmax over its scores.
 *
 * @param scores of the classes of all axes, one axis after the other
 */
export function probabilitiesOf(scores: Float32Array, axes: readonly AxisClasses[]): Float32Array[] {
  let at = 0;
  return axes.map(({ classes }) => {
    const own = scores.slice(at, at + classes.length);
    at += classes.length;
    const most = own.reduce((greatest, score) => Math.max(greatest, score), Number.NEGATIVE_INFINITY);
    for (const [i, score] of own.entries()) own[i] = Math.exp(score - most);
    const sum = own.reduce((total, part) => total + part, 0);
    return own.map((part) => part / sum);
  });
}

const quoted = (name: string | undefined): string => (name === undefined ? "none in its place" : `"${name}"`);

const axesInWords = (axes: readonly AxisClasses[]): string =>
  `${axes.length === 1 ? "one axis" : `${axes.length} axes`} (${some(axes)})`;

/** A few of the names. */
const some = (axes: readonly AxisClasses[]): string =>
  `${axes
    .slice(0, 3)
    .map(({ name }) => name)
    .join(", ")}${axes.length > 3 ? " …" : ""}`;
