import type { Command } from "commander";
import { writeAtomically } from "../atomic-file.js";
import { NamesakeError } from "../errors.js";
import type { EntityFacts } from "../eval/errors/entity-facts.js";
import { kbFacts } from "../eval/errors/kb-facts.js";
import { type Change, compareRuns, type Run, type RunComparison } from "../eval/report/compare-runs.js";
import { comparisonHtml } from "../eval/report/comparison.js";
import { measureOf, shown, shownDifference } from "../eval/report/measures.js";
import { count, NONE, pValue } from "../eval/report/numbers.js";
import { readRun } from "../eval/run-folder.js";
import { EXIT } from "./exit.js";
import { openShowingProgress } from "./open.js";
import { numberBetween } from "./options.js";
import { nameOnLine, type Paint, type Row, table } from "./table.js";
import { paint, printableJson, write } from "./terminal.js";

/** UTF-16 units of context shown to each side of a mention. */
const CONTEXT = 30;

interface Flags {
  before?: string;
  after?: string;
  kb?: string;
  html?: string;
  json?: boolean;
  show: number;
}

const EXAMPLES = `
The two must be of the same data. Linker, knowledge base and options may differ: they are what is compared.

Examples:
  $ namesake eval gold.jsonl --out runs/old
  $ namesake eval gold.jsonl --linker ./tuned --out runs/new
  $ namesake compare runs/old runs/new
  $ namesake compare runs/old runs/new --html difference.html          every mention that changed
  $ namesake compare runs/old runs/old --before prior --after default  two linkers of one run

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage.`;

/** Adds the command to the program; `done` is told the exit code. */
export function addCompareCommand(program: Command, done: (code: number) => void): void {
  program
    .command("compare")
    .description("what got better and what got worse from one run of namesake eval to another")
    .argument("<before>", "a folder that namesake eval --out wrote")
    .argument("<after>", "another one")
    .option("--before <linker>", "the linker of the first run; default: its first")
    .option("--after <linker>", "the linker of the second run; default: its first")
    .option("--kb <name|folder>", "a knowledge base that knows what the entities are called, for --html")
    .option("--html <file>", "write all that changed, one page for a browser")
    .option("--json", "the comparison as JSON")
    .option(
      "--show <n>",
      "mentions shown that got worse, and better",
      numberBetween("--show", 0, 1e6, true),
      5,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (before: string, after: string, flags: Flags) => done(await run(before, after, flags)));
}

async function run(beforePath: string, afterPath: string, flags: Flags): Promise<number> {
  const before = await readRun(beforePath);
  const after = await readRun(afterPath);
  const linkers = {
    ...(flags.before === undefined ? {} : { before: checked("--before", flags.before, before) }),
    ...(flags.after === undefined ? {} : { after: checked("--after", flags.after, after) }),
  };
  const comparison = compareRuns(before, after, linkers);
  if (flags.html !== undefined) await writePage(flags.html, flags.kb, before, after, linkers);
  await write(
    flags.json === true
      ? `${printableJson(comparison, 2)}\n`
      : comparisonTable(comparison, flags.show, paint(process.stdout)),
  );
  return EXIT.ok;
}

function checked(option: string, linker: string, { evaluation }: Run): string {
  const known = Object.keys(evaluation.linkers);
  if (known.includes(linker)) return linker;
  throw new NamesakeError("OPTION_INVALID", {
    option,
    expected: `one of the run's linkers: ${known.join(", ")}`,
    found: linker,
  });
}

/** Ids stand for themselves. */
const NO_FACTS: EntityFacts = { name: () => undefined, classOf: () => undefined, count: () => 0 };

async function writePage(
  path: string,
  kbName: string | undefined,
  before: Run,
  after: Run,
  linkers: { before?: string; after?: string },
): Promise<void> {
  const kb = kbName === undefined ? undefined : await openShowingProgress(kbName);
  try {
    const facts = kb === undefined ? NO_FACTS : kbFacts(kb);
    await writeAtomically(path, comparisonHtml(before, after, facts, linkers));
  } finally {
    await kb?.close();
  }
}

/** A comparison for a terminal of 100 columns. */
export function comparisonTable(comparison: RunComparison, changes: number, color: Paint): string {
  const { headlines, counts, better, worse } = comparison;
  const measures = headlines.map((one): Row => {
    const measure = measureOf(one.name);
    const [before, after] = [shown(measure, one.before), shown(measure, one.after)];
    const p = one.p === null ? NONE : pValue(one.p);
    return { name: measure.title, cells: [before, after, shownDifference(measure, one.difference), p] };
  });
  const modes = { given: "given", found: "end to end" };
  const sets = counts.map(
    (one): Row => ({
      name: `${one.dataset}, ${modes[one.mode]}`,
      cells: [one.better, one.worse, one.bothRight, one.bothWrong, one.spuriousGone, one.spuriousNew].map(
        count,
      ),
    }),
  );
  const head = ["better", "worse", "both right", "both wrong", "spurious gone", "spurious new"];
  return [
    `${color("bold", nameOnLine(comparison.after))} against ${color("bold", nameOnLine(comparison.before))}\n`,
    table("", ["before", "after", "difference", "p"], measures, color),
    table("", head, sets, color),
    changeList("worse", worse, changes, color),
    changeList("better", better, changes, color),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function changeList(title: string, changes: readonly Change[], most: number, color: Paint): string {
  if (changes.length === 0 || most === 0) return "";
  const lines = changes.slice(0, most).map(({ dataset, document, context, text, gold, before, after }) => {
    const left = nameOnLine(context.left.slice(-CONTEXT));
    const right = nameOnLine(context.right.slice(0, CONTEXT));
    const meant = gold === null ? "no mention" : (gold.ids[0] ?? gold.reference ?? "NIL");
    const told = (entity: string | null | undefined) =>
      entity === undefined ? "nothing" : nameOnLine(entity ?? "NIL");
    return (
      `  ${left}${color("bold", nameOnLine(text))}${right}  ${color("dim", nameOnLine(`${dataset}, ${document}`))}\n` +
      `    ${told(before.entity)} → ${told(after.entity)}; meant: ${nameOnLine(meant)}\n`
    );
  });
  const rest = changes.length > most ? color("dim", `  … and ${count(changes.length - most)} more\n`) : "";
  return `${color("bold", `${count(changes.length)} ${title}`)}\n${lines.join("")}${rest}`;
}
