import type { EntityGraph } from "../graph/entity-graph.js";
import { entityText, namesIn } from "../graph/entity-text.js";
import type { Explanation } from "./explain.js";
import { queryText } from "./query-text.js";
import { directionOf, type PathStep } from "./walk.js";

/** Objects and values that a line has room for. */
const MOST_SHOWN = 5;

/**
 * An explanation as lines for a person, the parts of a combination under it.
 *
 * @example
 * ```text
 * yes  ner PER and born < 1950
 *   yes  ner PER: found PER
 *   yes  born < 1950: found 1867
 * ```
 */
export function explanationLines(explanation: Explanation, graph: EntityGraph, indent = ""): string[] {
  const { query, holds, parts = [] } = explanation;
  const named = namesIn(graph);
  const detail = detailOf(explanation, graph);
  const line = `${indent}${holds ? "yes" : "no "}  ${queryText(query, named)}${detail === "" ? "" : `: ${detail}`}`;
  return [line, ...parts.flatMap((part) => explanationLines(part, graph, `${indent}  `))];
}

function detailOf({ query, holds, path, found = [], objects = [] }: Explanation, graph: EntityGraph): string {
  switch (query.kind) {
    case "reachable":
      return path === undefined ? "there is no way" : pathText(path, graph);
    case "attribute":
    case "types":
      return valuesText(found);
    case "relation":
      return valuesText(objects.map((row) => entityText(graph, row)));
    case "entities":
      return holds ? "it is this" : "it is another";
    default:
      return "";
  }
}

function valuesText(values: readonly (number | string)[]): string {
  if (values.length === 0) return "found nothing";
  const more = values.length - MOST_SHOWN;
  return `found ${values.slice(0, MOST_SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** "Lyon (geonames:1) –region→ Rhône (geonames:2)"; an arrow to the left is a relation of the entity on the right. */
function pathText(path: readonly PathStep[], graph: EntityGraph): string {
  if (path.length === 1) return "it is itself where the way ends";
  return path
    .map(({ row, by }) => {
      const entity = entityText(graph, row);
      if (by === undefined) return entity;
      const { relation, inverse } = directionOf(by);
      return inverse ? `${entity} ←${relation}–` : `${entity} –${relation}→`;
    })
    .join(" ");
}
