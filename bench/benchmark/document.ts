import { arch, cpus, platform } from "node:os";
import type { Overall, Slice } from "../../dist/eval/result.js";
import { confidentErrorsSection } from "./confident-errors.js";
import { table } from "./markdown-table.js";
import { commandOf, type Done } from "./run.js";
import { type BenchmarkRun, RUNS } from "./sets.js";

const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? "–" : (100 * share).toFixed(1);
const number = (value: number | undefined): string => (value ?? 0).toLocaleString("en");

function inKbAccuracy(overall: Overall): string {
  const interval = overall.intervals?.["inKbAccuracy"];
  const value = percent(overall.inKbAccuracy);
  return interval === undefined ? value : `${value} (${percent(interval.low)}–${percent(interval.high)})`;
}

function headlineRow(name: string, overall: Overall, ms: number | undefined): string[] {
  return [
    name,
    inKbAccuracy(overall),
    percent(overall.accuracy),
    percent(overall.candidateRecall?.["30"]),
    percent(overall.mrr),
    percent(overall.nil?.f1),
    percent(overall.strict?.f1),
    percent(overall.weak?.f1),
    percent(overall.ece),
    ms === undefined ? "–" : ms.toFixed(1),
  ];
}

const HEAD = [
  "linker",
  "in KB, 95 % interval",
  "all",
  "recall@30",
  "MRR",
  "NIL F1",
  "strict F1",
  "weak F1",
  "ECE",
  "ms/document",
];

const POPULARITY = ["unseen", "tail", "torso", "head"] as const;

/** The section of one run. */
function section({ run, evaluation }: Done): string {
  const { overall, baseline, timing, comparisons } = evaluation;
  const rows = [
    headlineRow(run.linker ?? "default", overall, timing?.documentMs),
    ...Object.entries(baseline.linkers).map(([name, one]) => headlineRow(name, one, undefined)),
  ];
  const against = comparisons.find((one) => one.against === baseline.best)?.headlines["inKbAccuracy"];
  const above = against === undefined ? "" : verdict(against, baseline.best);
  const slices = evaluation.slices["popularity"] ?? {};
  const present = POPULARITY.filter((name) => slices[name] !== undefined);
  const accuracy = (slice: Slice | undefined) => percent(slice?.inKbAccuracy);
  return [
    `## ${run.name}`,
    `${run.note[0]?.toUpperCase()}${run.note.slice(1)}. ${number(overall.documents ?? evaluation.datasets[Object.keys(evaluation.datasets)[0] ?? ""]?.documents)} documents, ` +
      `${number(overall.mentions)} mentions: ${number(overall.inKb)} of an entity that the KB has, ${number(overall.notInKb)} of one it lacks, ` +
      `${number(overall.nilMentions)} NIL.`,
    `\`${commandOf(run)}\``,
    table(HEAD, rows),
    above,
    table(
      ["in-KB accuracy by popularity", ...present.map((name) => `${name} (${number(slices[name]?.inKb)})`)],
      [[run.linker ?? "default", ...present.map((name) => accuracy(slices[name]))]],
    ),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function verdict({ difference, p }: { difference: number; p: number }, best: string): string {
  const points = `${Math.abs(100 * difference).toFixed(1)} points`;
  const chance = p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
  return `${difference >= 0 ? `${points} above` : `**${points} below**`} ${best}, the better popularity baseline (${chance}).`;
}

const HOW = `Percentages. **In KB**: right among the mentions whose entity the KB has. **All**: right among all, NIL included. **Recall@30**: the
right entity is among the first 30 candidates, in the order of the candidate stage. **MRR**: mean of 1 / rank of the right entity.
**Strict, weak F1**: end to end, for the exact span and for one that overlaps. **ECE**: expected calibration error of the confidence.
**prior**: the entity most often linked to by that text; **prior-links**: the one most often linked to at all; both say NIL only where
there is no candidate. Intervals and p-values are over documents (bootstrap; paired randomisation). Milliseconds are of both tasks where
both are run.`;

/** The whole document. */
export function documentOf(done: readonly Done[], ablations: string): string {
  const world = done.find(({ run }) => run.kb === "world")?.evaluation.kb;
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "CPU"}, ${platform()} ${arch()}, Node ${process.versions.node}`;
  const total = done.reduce((sum, { seconds }) => sum + seconds, 0);
  const missing = RUNS.length - done.length;
  return `${[
    "# Benchmarks",
    "Written by `npm run benchmark`; not by hand. Accuracy of the default linker, and of the named ones, with the popularity baselines beside it. " +
      "The data are not part of this repository, and no text of theirs is on this page." +
      (missing === 0
        ? ""
        : ` ${missing} of ${RUNS.length} sections are left out, since their data are not here.`),
    `Machine: ${machine}. Evaluations took ${(total / 60).toFixed(1)} minutes in all, with vectors of entities cached from earlier runs.` +
      (world === undefined
        ? ""
        : ` KB "world": ${number(world.entities)} entities, content ${world.contentHash}.`),
    HOW,
    ...done.filter(({ run }) => run.budget === undefined).map(section),
    budgetSection(done),
    confidentErrorsSection(),
    ablations,
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

/** What accuracy costs: the same sets under each budget. */
function budgetSection(done: readonly Done[]): string {
  const rows = done
    .filter(
      ({ run }) => run.budget !== undefined || done.some((one) => one.run.budget && isLike(run, one.run)),
    )
    .map(({ run, evaluation: { overall, timing } }) => ({
      key: [run.shown, run.linker ?? "default", String(ORDER.indexOf(run.budget ?? "balanced"))].join(" "),
      cells: [
        run.shown,
        run.linker ?? "default",
        run.budget ?? "balanced",
        percent(overall.inKbAccuracy),
        percent(overall.accuracy),
        timing === undefined ? "–" : ((1000 * 60) / Math.max(1e-9, timing.documentMs)).toFixed(0),
      ],
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (rows.length === 0) return "";
  return [
    "## Budgets",
    "Accuracy of given mentions, and documents linked in a minute, under each `--budget`. Whatever first reads contexts with an encoder makes its vectors of entities as it goes: of two rows with one encoder, the later is the faster for it.",
    table(
      ["set", "linker", "budget", "in KB", "all", "documents a minute"],
      rows.map(({ cells }) => cells),
    ),
  ].join("\n\n");
}

const ORDER = ["prior", "balanced", "best"];

/** Whether two runs differ in their budget alone. */
const isLike = (a: BenchmarkRun, b: BenchmarkRun): boolean =>
  a.shown === b.shown &&
  (a.linker ?? "default") === (b.linker ?? "default") &&
  !a.options.includes("given") === !b.options.includes("given");

/** What the default linker loses when something is taken away. */
export function ablationSection(rows: readonly { name: string; done: readonly Done[] }[]): string {
  const sets = rows[0]?.done.map(({ run }) => run.shown) ?? [];
  return [
    "## Ablations",
    "In-KB accuracy of the default linker, with gold mentions, when a family of its evidence says nothing: its weights are 0, all others stay. `npm run benchmark -- --ablations`.",
    table(
      ["without", ...sets],
      rows.map(({ name, done }) => [
        name,
        ...done.map(({ evaluation }) => percent(evaluation.overall.inKbAccuracy)),
      ]),
    ),
  ].join("\n\n");
}
