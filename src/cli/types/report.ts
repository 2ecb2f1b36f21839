import { type AxisReport, reportAxis } from "../../types/axis-report.js";
import type { EntityGraph } from "../../types/graph/entity-graph.js";
import { type Plain, plainQuery } from "../../types/query/write-query.js";
import { membersOf, type TypeAxis } from "../../types/type-system.js";
import type { OpenSystem } from "./open-system.js";

/** The report of an axis, or of axes that have one class each and are told of together. */
export interface SystemReport extends AxisReport {
  readonly apart: boolean;
}

/**
 * The reports of all axes of a system. Of axes with one class each, of which discovered systems have many, one report tells how
 * large they are, what they share, and what is in none of them.
 */
export function reportSystem({ system, graph }: OpenSystem, examples: number): SystemReport[] {
  const alone = system.axes.filter(({ classes }) => classes.length === 1);
  const grouped = alone.length > 1 ? new Set(alone) : new Set();
  const axes = system.axes.filter((axis) => !grouped.has(axis)).map((axis) => ({ axis, apart: false }));
  if (grouped.size > 0) axes.push({ axis: together(alone), apart: true });
  return axes.map(({ axis, apart }) => {
    const members = membersOf(axis, graph, { blacklist: system.blacklist, unknown: "skip" });
    return { apart, ...reportAxis(axis, members, graph, { examples, apart }) };
  });
}

const together = (axes: readonly TypeAxis[]): TypeAxis => ({
  name: "axes of one class",
  overlap: "first",
  other: "none of them",
  classes: axes.flatMap(({ name, classes }) =>
    classes.map((one) => (one.name === name ? one : { ...one, name: `${name}: ${one.name}` })),
  ),
});

/** A system and its reports for programs: the same for all commands. */
export function plainReports(
  { system, graph, unknown }: OpenSystem,
  reports: readonly SystemReport[],
): Plain {
  const entities = (rows: readonly number[]) =>
    rows.map((row) => ({ id: graph.idOf(row), name: graph.nameOf(row) }));
  return {
    system: system.name,
    knowledgeBase: graph.kb.name,
    entities: graph.entities.count(),
    unknown: unknown.map(({ where, what, name, near }) => ({
      ...(where === undefined ? {} : { where }),
      what,
      name,
      near,
    })),
    axes: reports.map(({ axis, apart, classes, overlaps, other }) => ({
      name: axis.name,
      ...(apart ? { apart } : { overlap: axis.overlap }),
      classes: classes.map(({ name, members, assigned, examples }, i) => {
        const { about, members: query } = axis.classes[i] ?? {};
        return {
          name,
          ...(about === undefined ? {} : { about }),
          ...(query !== undefined && "kind" in query ? { query: plainQuery(query) } : {}),
          members,
          assigned,
          examples: entities(examples),
        };
      }),
      overlaps: overlaps.map(({ examples, ...rest }) => ({ ...rest, examples: entities(examples) })),
      other: {
        name: axis.other,
        entities: other.size,
        examples: entities(other.examples),
        common: other.traits.map(({ query, count }) => ({ query: plainQuery(query), count })),
      },
    })),
  };
}

/** What happens where the classes of an axis overlap. */
export const ruleOf = ({ axis, apart }: SystemReport): string =>
  apart
    ? "each is a question of its own"
    : `where classes overlap, the ${axis.overlap === "first" ? "first named" : "smallest"} wins`;

/** The names of rows, each once: of namesakes one stands for all. */
export const namesOf = (rows: readonly number[], graph: EntityGraph): string =>
  [...new Set(rows.map((row) => graph.nameOf(row)))].join(", ");

export const counted = (count: number): string => count.toLocaleString("en");

/** A share in per cent. */
export const percent = (part: number, of: number): string =>
  of === 0 ? "–" : `${((100 * part) / of).toFixed(1)} %`;
