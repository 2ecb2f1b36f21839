import type { EntityGraph } from "../../types/graph/entity-graph.js";
import { namesIn } from "../../types/graph/entity-text.js";
import { queryText } from "../../types/query/query-text.js";
import { complain, EXIT } from "../exit.js";
import { nameOnLine, table } from "../table.js";
import { clip, columns, paint, printableJson, write } from "../terminal.js";
import type { OpenSystem } from "./open-system.js";
import {
  counted,
  namesOf,
  percent,
  plainReports,
  reportSystem,
  ruleOf,
  type SystemReport,
} from "./report.js";

export interface CheckOptions {
  examples: number;
  /** Overlaps that are printed of each axis. */
  overlaps: number;
  json?: boolean;
}

/** Prints sizes, overlaps and what is in no class; complains of classes without members. */
export async function checkSystem(opened: OpenSystem, options: CheckOptions): Promise<number> {
  const reports = reportSystem(opened, options.examples);
  for (const { axis, classes } of reports)
    for (const { name, members, assigned } of classes) {
      const named = `the class "${name}" of the axis "${axis.name}"`;
      if (members === 0) complain(`${named} has no members.`);
      else if (members === opened.graph.entities.count()) complain(`${named} has every entity as a member.`);
      else if (assigned === 0) complain(`${named} loses all its members to others.`);
    }
  if (options.json === true) await write(`${printableJson(plainReports(opened, reports), 2)}\n`);
  else await write(reports.map((report) => axisText(report, opened.graph, options.overlaps)).join("\n"));
  return opened.unknown.length === 0 ? EXIT.ok : EXIT.partial;
}

function axisText(report: SystemReport, graph: EntityGraph, mostOverlaps: number): string {
  const { axis, classes, other } = report;
  const color = paint(process.stdout);
  const all = graph.entities.count();
  const rows = [
    ...classes.map(({ name, members, assigned }) => ({
      name,
      cells: [counted(members), counted(assigned), percent(assigned, all)],
      beside: members === 0,
    })),
    { name: axis.other, cells: ["–", counted(other.size), percent(other.size, all)] },
  ];
  return [
    `${color("bold", nameOnLine(axis.name))}: ${ruleOf(report)}\n`,
    table("class", ["members", "assigned", "share"], rows, color),
    ...overlapLines(report, graph, mostOverlaps),
    ...otherLines(report, graph),
  ].join("");
}

function overlapLines({ overlaps }: SystemReport, graph: EntityGraph, most: number): string[] {
  if (overlaps.length === 0) return ["No classes overlap.\n"];
  const more = overlaps.length - most;
  return [
    `Pairs of classes that overlap: ${counted(overlaps.length)}\n`,
    ...overlaps
      .slice(0, most)
      .map(({ classes: [first, second], shared, examples }) =>
        countedLine(shared, `${first} and ${second}: ${namesOf(examples, graph)}`),
      ),
    ...(more > 0 ? [`           … and ${counted(more)} pairs more\n`] : []),
  ];
}

function otherLines({ other }: SystemReport, graph: EntityGraph): string[] {
  if (other.size === 0) return ["Nothing is in no class.\n"];
  return [
    line(`The most popular of what is in no class: ${namesOf(other.examples, graph)}`),
    ...(other.traits.length === 0 ? [] : ["What much of it has in common\n"]),
    ...other.traits.map(({ query, count }) => countedLine(count, queryText(query, namesIn(graph)))),
  ];
}

const line = (text: string, indent = ""): string =>
  `${indent}${clip(nameOnLine(text), Math.max(60, columns(process.stdout)) - indent.length)}\n`;

const countedLine = (count: number, text: string): string => line(text, `${counted(count).padStart(9)}  `);
