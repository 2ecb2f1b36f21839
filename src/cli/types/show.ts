import type { EntityGraph } from "../../types/graph/entity-graph.js";
import { namesIn } from "../../types/graph/entity-text.js";
import { queryText } from "../../types/query/query-text.js";
import { BUILTIN_SYSTEMS } from "../../types/systems.js";
import type { TypeClass } from "../../types/type-system.js";
import { typeSystemToYaml } from "../../types/type-system-yaml.js";
import { nameOnLine } from "../table.js";
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

export interface ShowOptions {
  examples: number;
  json?: boolean;
  yaml?: boolean;
}

/** Prints which type systems can be shown. */
export async function listSystems(graph: EntityGraph): Promise<void> {
  const color = paint(process.stdout);
  const builtin = [...BUILTIN_SYSTEMS].map(([name, { axes }]): [string, number] => [
    name,
    axes.reduce((sum, { classes }) => sum + classes.length, 0),
  ]);
  const own = graph.typeSystems.map((name): [string, number] => [
    name,
    graph.typesOf(name)?.names.length ?? 0,
  ]);
  const lines = (systems: readonly [string, number][], option: string) =>
    systems.map(
      ([name, types]) =>
        `  ${nameOnLine(name).padEnd(16)} ${counted(types).padStart(7)} types  ${color("dim", `namesake types show ${option}${nameOnLine(name)}`)}\n`,
    );
  await write(
    [
      "Type systems of Namesake\n",
      ...lines(builtin, ""),
      `Type systems of the records of ${nameOnLine(graph.kb.name)}\n`,
      ...(own.length === 0 ? ["  none\n"] : lines(own, "--system ")),
    ].join(""),
  );
}

/** Prints a whole system: each class with its size, what it means and its most popular entities. */
export async function showSystem(opened: OpenSystem, options: ShowOptions): Promise<void> {
  if (options.yaml === true) return write(typeSystemToYaml(opened.system, opened.graph));
  const reports = reportSystem(opened, options.examples);
  if (options.json === true) return write(`${printableJson(plainReports(opened, reports), 2)}\n`);
  const { system, graph } = opened;
  const color = paint(process.stdout);
  const head = `${color("bold", nameOnLine(system.name))}, asked of ${counted(graph.entities.count())} entities of ${nameOnLine(graph.kb.name)}\n`;
  await write(head + reports.map((report) => axisText(report, graph)).join(""));
}

function axisText(report: SystemReport, graph: EntityGraph): string {
  const { axis, classes, other } = report;
  const color = paint(process.stdout);
  const width = Math.min(30, Math.max(...[...classes, { name: axis.other }].map(({ name }) => name.length)));
  const indent = " ".repeat(width + 14);
  const room = Math.max(40, columns(process.stdout)) - indent.length;
  const entry = (name: string, size: number, about: readonly string[]): string => {
    const [first = "", ...rest] = about
      .filter((line) => line !== "")
      .map((line) => clip(nameOnLine(line), room));
    const heading = `  ${color("cyan", clip(nameOnLine(name), width).padEnd(width))} ${counted(size).padStart(9)}  ${first}`;
    return [heading, ...rest.map((line) => color("dim", `${indent}${line}`))]
      .map((line) => `${line.trimEnd()}\n`)
      .join("");
  };
  const entries = classes.map(({ name, members, assigned, examples }, i) => {
    const own = axis.classes[i];
    const before = members === assigned ? "" : ` (${counted(members)} before overlaps)`;
    const meant = own === undefined ? "" : meaningOf(own, graph);
    // Types that were discovered are named by what they mean.
    const meaning = meant === name ? before.trim() : meant + before;
    return entry(name, assigned, [own?.about ?? "", meaning, namesOf(examples, graph)]);
  });
  const share = percent(other.size, graph.entities.count());
  return [
    `\n${color("bold", nameOnLine(axis.name))}: ${counted(classes.length)} classes; ${ruleOf(report)}\n`,
    ...entries,
    entry(axis.other, other.size, [`in no class: ${share}`, namesOf(other.examples, graph)]),
  ].join("");
}

const meaningOf = ({ members }: TypeClass, graph: EntityGraph): string =>
  "kind" in members
    ? queryText(members, namesIn(graph))
    : `${counted(members.count())} entities, as assigned`;
