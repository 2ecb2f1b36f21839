import { DESCRIBED } from "./discovery/described-types.js";
import type { EntityGraph } from "./graph/entity-graph.js";
import { NER_CLASSES } from "./ner-classes.js";
import { types } from "./query/query.js";
import type { TypeSystem } from "./type-system.js";

/**
 * The 18 NER classes, of every entity of any KB: where a record does not tell its class, it is found by its types, texts and title, and
 * by what is like it. A graph has them by `withDescribedTypes`.
 */
const ner: TypeSystem = {
  name: "ner",
  axes: [
    {
      name: "class",
      overlap: "first",
      other: "other",
      classes: Object.entries(NER_CLASSES).map(([name, about]) => ({
        name,
        about,
        members: types(DESCRIBED.class, name),
      })),
    },
  ],
};

/** Type systems that are there without a file, by their names. */
export const BUILTIN_SYSTEMS: ReadonlyMap<string, TypeSystem> = new Map([[ner.name, ner]]);

/**
 * A type system that the records of a KB have, as one axis: its types are the classes, the largest first. Where an entity has several
 * types, the rarest is the most telling.
 *
 * @param most classes; the types beyond them are "other"
 */
export function systemOfTypes(graph: EntityGraph, name: string, most: number): TypeSystem | undefined {
  const labels = graph.typesOf(name);
  if (labels === undefined) return undefined;
  const bySize = labels.names
    .map((type, label) => ({ type, size: labels.rows(label).length }))
    .sort((a, b) => b.size - a.size || (a.type < b.type ? -1 : 1));
  const classes = bySize.slice(0, most).map(({ type }) => ({ name: type, members: types(name, type) }));
  const other = classes.some((one) => one.name === "other") ? "no type" : "other";
  return { name, axes: [{ name, overlap: "smallest", other, classes }] };
}
