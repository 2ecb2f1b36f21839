import { NamesakeError } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { nearest } from "../../nn/weights/nearest.js";
import type { EntityGraph } from "../../types/graph/entity-graph.js";
import { entityText } from "../../types/graph/entity-text.js";
import { type Explanation, explain } from "../../types/query/explain.js";
import { explanationLines } from "../../types/query/explanation-text.js";
import { type Plain, plainQuery } from "../../types/query/write-query.js";
import {
  decideClasses,
  membersOf,
  type TypeAxis,
  type TypeClass,
  type TypeSystem,
} from "../../types/type-system.js";
import { nameOnLine } from "../table.js";
import { paint, printable, printableJson, write } from "../terminal.js";
import type { OpenSystem } from "./open-system.js";

export interface ExplainOptions {
  /** The name of a class that the entity is asked about. */
  as?: string;
  json?: boolean;
}

/** What an axis says of an entity. */
interface AxisAnswer {
  readonly axis: TypeAxis;
  /** The class that it has. */
  readonly assigned: string;
  /** The classes whose members it is one of. */
  readonly memberOf: readonly string[];
  /** Why it is in a class or not: the one that was asked for, or those that it is a member of. */
  readonly reasons: readonly { readonly asked: TypeClass; readonly explanation: Explanation | undefined }[];
}

/** Prints which classes an entity has and why, or why it has the class that is asked for or not. */
export async function explainEntity(
  idOrName: string,
  { kb, graph, system }: OpenSystem,
  { as, json }: ExplainOptions,
): Promise<void> {
  const { row, others } = rowMeant(idOrName, kb, graph);
  const axes = axesWith(system, as);
  const answers = axes.map((axis) => answer(axis, system, graph, row, as));
  if (json === true) return write(`${printableJson(plainAnswers(answers, graph, row), 2)}\n`);
  const color = paint(process.stdout);
  const also =
    others.length === 0
      ? ""
      : color(
          "dim",
          `  also called so: ${others.map((other) => nameOnLine(entityText(graph, other))).join(", ")}`,
        );
  const head = `${color("bold", nameOnLine(entityText(graph, row)))}${also}\n`;
  await write(head + answers.map((one) => answerText(one, graph, as)).join(""));
}

/** Entities of the same name that are mentioned. */
const MOST_OTHERS = 5;

/** The entity of an id here or elsewhere; else the most common one of a name, and the others. */
function rowMeant(
  idOrName: string,
  kb: KnowledgeBase,
  graph: EntityGraph,
): { row: number; others: number[] } {
  const known = graph.rowOf(idOrName);
  if (known !== undefined) return { row: known, others: [] };
  const [row, ...others] = kb
    .candidates(idOrName)
    .flatMap(({ entity }) => graph.rowOf(entity.id) ?? [])
    .slice(0, 1 + MOST_OTHERS);
  if (row !== undefined) return { row, others };
  const near = graph.rowNamedLike(idOrName);
  throw new NamesakeError("CANDIDATE_UNKNOWN", {
    id: idOrName,
    near: near === undefined ? "" : entityText(graph, near),
  });
}

/** The axes that have a class of this name; all where none is asked for. */
function axesWith({ axes }: TypeSystem, as: string | undefined): readonly TypeAxis[] {
  if (as === undefined) return axes;
  const found = axes.filter(({ classes }) => classes.some(({ name }) => name === as));
  if (found.length > 0) return found;
  const names = axes.flatMap(({ classes }) => classes.map(({ name }) => name));
  const near = [...nearest(as, names), ...names].slice(0, 3);
  throw new NamesakeError("OPTION_INVALID", {
    option: "--as",
    expected: `a class of the type system, such as ${[...new Set(near)].join(", ")}`,
    found: as,
  });
}

function answer(
  axis: TypeAxis,
  { blacklist }: TypeSystem,
  graph: EntityGraph,
  row: number,
  as: string | undefined,
): AxisAnswer {
  const options = { blacklist, unknown: "skip" } as const;
  const members = membersOf(axis, graph, options);
  const classOf = decideClasses(axis, members, graph.size)[row] ?? 0;
  const own = axis.classes.filter((_, i) => members[i]?.has(row));
  const asked = as === undefined ? own : axis.classes.filter(({ name }) => name === as);
  return {
    axis,
    assigned: axis.classes[classOf - 1]?.name ?? axis.other,
    memberOf: own.map(({ name }) => name),
    reasons: asked.map((one) => ({
      asked: one,
      explanation: "kind" in one.members ? explain(one.members, graph, row, options) : undefined,
    })),
  };
}

function answerText(
  { axis, assigned, memberOf, reasons }: AxisAnswer,
  graph: EntityGraph,
  as: string | undefined,
): string {
  const color = paint(process.stdout);
  const others = memberOf.filter((name) => name !== assigned);
  const also =
    others.length === 0
      ? ""
      : ` (also a member of ${others.map(nameOnLine).join(", ")}; the ${axis.overlap === "first" ? "first named" : "smallest"} wins)`;
  const none =
    memberOf.length > 0
      ? ""
      : `, a member of none of ${axis.classes.length} classes${as === undefined ? "; --as CLASS says why not of one" : ""}`;
  const lines = reasons.flatMap(({ asked, explanation }) => [
    `  ${memberOf.includes(asked.name) ? "a" : "no"} member of ${nameOnLine(asked.name)}`,
    ...(explanation === undefined
      ? ["    as it was assigned"]
      : explanationLines(explanation, graph, "    ").map(printable)),
  ]);
  return `${[`${nameOnLine(axis.name)}: ${color("cyan", nameOnLine(assigned))}${also}${none}`, ...lines].join("\n")}\n`;
}

function plainAnswers(answers: readonly AxisAnswer[], graph: EntityGraph, row: number): Plain {
  return {
    id: graph.idOf(row),
    name: graph.nameOf(row),
    axes: answers.map(({ axis, assigned, memberOf, reasons }) => ({
      axis: axis.name,
      class: assigned,
      memberOf,
      overlap: axis.overlap,
      reasons: reasons.map(({ asked, explanation }) => ({
        class: asked.name,
        ...(explanation === undefined ? {} : { because: plainExplanation(explanation, graph) }),
      })),
    })),
  };
}

function plainExplanation(
  { query, holds, path, found, objects, parts }: Explanation,
  graph: EntityGraph,
): Plain {
  const entity = (row: number) => ({ id: graph.idOf(row), name: graph.nameOf(row) });
  return {
    query: plainQuery(query),
    holds,
    ...(path === undefined
      ? {}
      : { path: path.map(({ row, by }) => ({ ...entity(row), ...(by === undefined ? {} : { by }) })) }),
    ...(found === undefined ? {} : { found }),
    ...(objects === undefined ? {} : { objects: objects.map(entity) }),
    ...(parts === undefined ? {} : { parts: parts.map((part) => plainExplanation(part, graph)) }),
  };
}
