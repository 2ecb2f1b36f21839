import type { Discovery, Found } from "../../train/types-discovery/discovery.js";
import type { OraclePoint } from "../../types/discovery/oracle.js";
import type { Problem } from "../../types/discovery/problem.js";
import { nameOnLine, table } from "../table.js";
import { paint } from "../terminal.js";

/** All figures of a discovery, as JSON values. */
export interface DiscoveryReport {
  /** Mentions that count; of those read, `rare` are seldom meant so, and the entity of `missed` is no candidate. */
  readonly mentions: number;
  readonly rare: number;
  readonly missed: number;
  /** Shares of the mentions: right by counts alone, and with all types known without error. */
  readonly prior: number;
  readonly bound: number;
  /** Types that the graph offers, those that tell something apart, and those of them that can be learned. */
  readonly offered: number;
  readonly distinct: number;
  readonly learnable: number;
  /** Types known without error, chosen for nothing else. */
  readonly oracle: readonly { readonly types: number; readonly accuracy: number }[];
  readonly found: readonly {
    readonly method: string;
    readonly value: number;
    readonly oracle: number;
    readonly generations: number;
    readonly evaluations: number;
    readonly types: readonly { readonly name: string; readonly auc: number; readonly members: number }[];
  }[];
}

export function discoveryReport(
  { kept, rare, missed, offered, types, perfect }: Discovery,
  problem: Problem,
  pareto: readonly OraclePoint[],
  found: readonly Found[],
): DiscoveryReport {
  const solvable = perfect.weights.reduce((sum, weight) => sum + weight, 0);
  return {
    mentions: kept,
    rare,
    missed,
    prior: perfect.greedy / perfect.mentions,
    bound: (perfect.greedy + solvable) / perfect.mentions,
    offered,
    distinct: types.length,
    learnable: problem.types.length,
    // Where fewer types solve all that can be solved, larger systems are the same.
    oracle: pareto
      .filter(({ types }, i) => types > (pareto[i - 1]?.types ?? 0))
      .map(({ types, accuracy }) => ({ types, accuracy })),
    found: found.map(({ types, ...rest }) => ({
      ...rest,
      types: types.map(({ name, auc, members }) => ({ name, auc, members: members.length })),
    })),
  };
}

/** The report for a person: figures, methods, and the types of the best. */
export function discoveryText(report: DiscoveryReport): string {
  const color = paint(process.stdout);
  const count = (number: number) => number.toLocaleString("en");
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const best = report.found.reduce((a, b) => (b.value > a.value ? b : a));
  const methods = report.found.map(({ method, value, oracle, generations, evaluations, types }) => ({
    name: method,
    cells: [value.toFixed(5), String(types.length), percent(oracle), count(generations), count(evaluations)],
  }));
  const types = best.types.map(({ name, auc, members }) => ({
    name,
    cells: [auc.toFixed(3), count(members)],
  }));
  const oracle = report.oracle.map(({ types: size, accuracy }) => ({
    name: `${size} types`,
    cells: [percent(accuracy)],
  }));
  return [
    `${count(report.mentions)} mentions (left out: ${count(report.rare)} seldom meant so, ${count(report.missed)} whose entity is no candidate)\n`,
    `${count(report.offered)} types offered, ${count(report.distinct)} that tell different things apart, ${count(report.learnable)} of them learnable\n\n`,
    table(
      "right, of the mentions",
      ["accuracy"],
      [
        { name: "by counts alone", cells: [percent(report.prior)] },
        ...oracle,
        { name: "all types", cells: [percent(report.bound)] },
      ],
      color,
    ),
    "\n",
    table("method", ["value", "types", "oracle", "generations", "evaluations"], methods, color),
    "\n",
    table(`types found by ${nameOnLine(best.method)}`, ["AUC", "members"], types, color),
  ].join("");
}
