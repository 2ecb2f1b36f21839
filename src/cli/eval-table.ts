import { recallSize } from "../eval/metrics/headlines.js";
import { measureOf, shown, shownDifference, valueAt } from "../eval/report/measures.js";
import { duration, interval, megabytes, NONE, percent } from "../eval/report/numbers.js";
import type { Evaluation, LinkerResult, Overall, Result, Slice } from "../eval/result.js";
import { nameOnLine, type Paint, type Row, table } from "./table.js";

function cellsOf({ overall, timing }: Pick<Result, "overall" | "timing">, k: number | undefined): string[] {
  const value = (name: string) => shown(measureOf(name), valueAt(overall, name));
  const range = overall.intervals?.["inKbAccuracy"];
  const mentions = overall.mentions ?? overall.links;
  return [
    mentions === undefined ? NONE : mentions.toLocaleString("en"),
    `${value("inKbAccuracy")} ${range === undefined ? "" : `(${interval(range)})`}`.trim(),
    value("accuracy"),
    k === undefined ? NONE : value(`candidateRecall.${k}`),
    value("mrr"),
    value("nil.f1"),
    value("strict.f1"),
    value("weak.f1"),
    value("ece"),
    timing === undefined ? NONE : String(Number(timing.documentMs.toPrecision(2))),
  ];
}

const headOf = (k: number | undefined): string[] => [
  "mentions",
  "in KB %",
  "all %",
  `rec@${k ?? ""}`,
  "MRR",
  "NIL F1",
  "strict",
  "weak",
  "ECE",
  "ms/doc",
];

/** The results of an evaluation for a terminal of 100 columns. */
export function evaluationTable(evaluation: Evaluation, color: Paint): string {
  const k = recallSize(
    Object.values(evaluation.linkers).flatMap(({ overall }) =>
      Object.keys(overall.candidateRecall ?? {}).map(Number),
    ),
  );
  const head = headOf(k);
  const linkers = Object.entries(evaluation.linkers);
  const rowsOf = (pick: (result: LinkerResult) => Result | undefined): Row[] =>
    linkers.flatMap(([name, result]) => {
      const picked = pick(result);
      return picked === undefined ? [] : [{ name, cells: cellsOf(picked, k) }];
    });
  const baselines = (measured: Readonly<Record<string, Overall>>): Row[] =>
    Object.entries(measured)
      .filter(([name]) => evaluation.linkers[name] === undefined)
      .map(([name, overall]) => ({ name, cells: cellsOf({ overall }, k), beside: true }));
  const datasets = Object.entries(evaluation.datasets);
  const sets = datasets.map(([name, { documents, mentions, format }]) => {
    const size = `${documents.toLocaleString("en")} documents, ${mentions.toLocaleString("en")} mentions (${format})`;
    const rows = [
      ...rowsOf(({ datasets: results }) => results[name]),
      ...baselines(evaluation.baseline.datasets[name] ?? {}),
    ];
    return `${color("bold", nameOnLine(name))}  ${size}\n${table("", head, rows, color)}`;
  });
  const all =
    datasets.length === 1
      ? []
      : [
          `${color("bold", "all together")}\n${table("", head, [...rowsOf((result) => result), ...baselines(evaluation.baseline.linkers)], color)}`,
        ];
  return `${[...sets, ...all, `${summary(evaluation)}\n`, ...slices(evaluation, k, color)].join("\n")}`;
}

/** What is to be said in words: where the first linker stands against the baseline, and what the KB lacks. */
function summary(evaluation: Evaluation): string {
  const { baseline, comparisons, overall, linker } = evaluation;
  const name = overall.inKbAccuracy === undefined ? "strict.f1" : "inKbAccuracy";
  const measure = measureOf(name);
  const lines: string[] = [];
  if (baseline.aboveBaseline !== null) {
    const p = comparisons.find(({ against }) => against === baseline.best)?.headlines[name]?.p;
    const chance = p === undefined ? "" : `, p ${p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`}`;
    lines.push(
      `${nameOnLine(linker)} against ${baseline.best}, the better popularity baseline: ` +
        `${shownDifference(measure, baseline.aboveBaseline)} points of ${measure.title.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}${chance}`,
    );
  }
  lines.push(...lacking(overall), ...timingLine(evaluation));
  return lines.join("\n");
}

/** Time a mention and memory, which the table has no column for. */
function timingLine({ linker, timing }: Evaluation): string[] {
  if (timing === undefined) return [];
  const { mentionP50Ms, mentionP99Ms, peakMemory } = timing;
  const memory = peakMemory === undefined ? "" : `; peak memory ${megabytes(peakMemory)}`;
  return [
    `${nameOnLine(linker)} takes ${duration(mentionP50Ms)} a mention (median; 99th percentile ${duration(mentionP99Ms)})${memory}.`,
  ];
}

function lacking({ mentions, inKb, notInKb, nilMentions }: Overall): string[] {
  if (mentions === undefined || notInKb === undefined || nilMentions === undefined) return [];
  const count = (value: number) => value.toLocaleString("en");
  return [
    `Of ${count(mentions)} mentions the knowledge base has the entity of ${count(inKb ?? 0)} and lacks that of ${count(notInKb)}; ${count(nilMentions)} are NIL.`,
  ];
}

/** The slices of the first linker, a table a group. */
function slices(evaluation: Evaluation, k: number | undefined, color: Paint): string[] {
  const head = ["mentions", "in KB", "in KB %", "all %", `rec@${k ?? ""}`, "found %"];
  return Object.entries(evaluation.slices).flatMap(([group, parts]) => {
    const rows = Object.entries(parts).map(([name, slice]) => ({ name, cells: sliceCells(slice, k) }));
    return rows.length === 0 ? [] : [table(`by ${group}`, head, rows, color)];
  });
}

function sliceCells(slice: Slice, k: number | undefined): string[] {
  return [
    slice.mentions.toLocaleString("en"),
    slice.inKb.toLocaleString("en"),
    percent(slice.inKbAccuracy),
    percent(slice.accuracy),
    k === undefined ? NONE : percent(slice.candidateRecall[String(k)]),
    percent(slice.strictRecall),
  ];
}
