import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { checkWritable, writeAtomically } from "../atomic-file.js";
import { NamesakeError } from "../errors.js";
import { countryDemonyms } from "../eval/errors/country-demonyms.js";
import { kbFacts } from "../eval/errors/kb-facts.js";
import {
  CANDIDATE_SOURCES,
  type CandidateSource,
  DEFAULT_KS,
  type Evaluated,
  evaluate,
  TOLD_PROBLEMS,
} from "../eval/evaluate.js";
import { BASELINES, baseline } from "../eval/linkers/baselines.js";
import { givenPredictions } from "../eval/linkers/given-predictions.js";
import { EVALUATION_MODES, type EvaluationMode } from "../eval/linkers/judge.js";
import { type EvaluatedLinker, type LinkerSettings, localLinker } from "../eval/linkers/linkers.js";
import { isAddress, remoteLinker } from "../eval/linkers/remote.js";
import { Resolver } from "../eval/linkers/resolve.js";
import { type Dataset, formatNamed, readDataset } from "../eval/read-dataset.js";
import { drops } from "../eval/regression.js";
import { measureOf, shown } from "../eval/report/measures.js";
import { reportHtml } from "../eval/report/report.js";
import type { Evaluation } from "../eval/result.js";
import { errorLines, readEvaluation, writeRun } from "../eval/run-folder.js";
import { unknownEntities } from "../eval/unknown-entities.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { Budget } from "../link/linker.js";
import { linkerParts, SHIPPED_MODELS } from "../linker-parts.js";
import { createLinker } from "../load.js";
import type { MentionMode } from "../mentions/mention-finder.js";
import { evaluationTable } from "./eval-table.js";
import { complain, EXIT } from "./exit.js";
import { openShowingProgress } from "./open.js";
import {
  BUDGETS,
  filesOption,
  MENTION_MODES,
  numberBetween,
  oneOf,
  repeated,
  sizesOption,
} from "./options.js";
import { counter } from "./progress.js";
import { clip, paint, printableJson, write } from "./terminal.js";
import { type TypeFlags, typeSettings, withTypeOptions, withTypes } from "./type-options.js";
import { type VectorsFlags, withVectors, withVectorsOption } from "./vectors-option.js";

interface Flags extends TypeFlags, VectorsFlags {
  format?: string;
  file?: string[];
  mode: EvaluationMode;
  linker?: string[];
  kb: string;
  asOf?: string;
  budget: Budget;
  mentions: MentionMode;
  finder?: string;
  candidates: CandidateSource;
  k?: number[];
  limit?: number;
  strict?: boolean;
  json?: boolean;
  out?: string;
  html?: string;
  errors?: string;
  baseline?: string;
  maxDrop: number;
  intervals: boolean;
}

const HELP = `
A data set is a text in which people have marked what each name means. A linker is asked two things of
it: what the marked names mean (disambiguation), and to find and decide all names by itself (end to
end). Its answers are compared with the marks. The columns of the table:
  in KB %        right among the names whose entity the knowledge base has, with a 95 % interval
  all %          right among all names, NIL included
  rec@30         the right entity is among the first 30 candidates
  MRR            mean of 1 / rank of the right entity
  NIL F1         how well "the knowledge base has no such entity" is told
  strict, weak   F1 end to end, for the exact span and for one that overlaps
  ECE            how far confidences are from the truth; less is better
"prior" and "prior-links" always guess the most popular entity. They are run beside: a linker is as
good as what it adds to them.

Linkers (--linker may be repeated; the first is the one that is judged):
  default                  Namesake with the weights of the package
  prior, prior-links       the popularity baselines
  open, news               models of the package with a trained bi-encoder, see models/README.md
  ./weights.json, ./tuned  weights that namesake train weights wrote, a bi-encoder, or a folder with both
  http://127.0.0.1:8080    anything that answers POST /v1/link as namesake serve does
  predictions              what a linker said before, out of the data set itself

Examples:
  $ namesake eval gold.jsonl
  $ namesake eval aida.tsv wned/ --kb ./wikipedia --out runs/first
                                            the numbers, and runs/first/report.html for a browser
  $ namesake eval gold.jsonl --linker default --linker ./tuned/linker.json --mode gold
  $ namesake eval gold.jsonl --baseline runs/first/run.json --max-drop 0.5
                                            for automatic tests: exit code 4 where it got worse
  $ namesake convert --list                 the formats that are read

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but parts of the data
were left out; 4 a headline dropped by more than --max-drop.`;

/** Adds the command to the program; `done` is told the exit code. */
export function addEvalCommand(program: Command, done: (code: number) => void): void {
  const command = program.command("eval");
  command
    .description("measure linkers on data sets with known answers")
    .argument("<dataset...>", 'files or folders; "-" is standard input')
    .option("--format <name>", "format of the data sets; default: found out")
    .option("--file <role=path>", "another file that the format needs, such as documents=./texts", repeated)
    .option("--mode <mode>", EVALUATION_MODES.join(", "), oneOf("--mode", EVALUATION_MODES), "both")
    .option("-l, --linker <linker>", "what to evaluate, see below; default: default", repeated)
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option("--as-of <date>", "evaluate with the last snapshot of it that was taken by then")
    .option("--budget <budget>", BUDGETS.join(", "), oneOf("--budget", BUDGETS), "balanced")
    .option("--fast", "short for --budget fast: encoder, no cross-encoder")
    .option("--mentions <what>", "end to end: auto, names, all", oneOf("--mentions", MENTION_MODES), "auto")
    .option(
      "--finder <finder>",
      "end to end: what finds mentions, aliases or the folder of a model of namesake train spans",
    );
  withVectorsOption(withTypeOptions(command))
    .option(
      "--candidates <source>",
      "own, or given: answers come from the lists in the data",
      oneOf("--candidates", CANDIDATE_SOURCES),
      "own",
    )
    .option(
      "--k <sizes>",
      `candidate lists to measure recall at; default: ${DEFAULT_KS.join(",")}`,
      sizesOption("--k"),
    )
    .option("--limit <n>", "documents of each data set", numberBetween("--limit", 1, 1e9, true))
    .option("--strict", "stop at the first problem in the data")
    .option("--json", "the result as JSON")
    .option("-o, --out <folder>", "write run.json, judged.jsonl, errors.jsonl and report.html there")
    .option("--html <file>", "write the report, one page for a browser")
    .option("--errors <file>", "write every error, one JSON object a line")
    .option("--baseline <run.json>", "an earlier result that this one must not be worse than")
    .option(
      "--max-drop <points>",
      "how much worse a headline may be, in points of a percent",
      numberBetween("--max-drop", 0, 100),
      0.5,
    )
    .option("--no-intervals", "no 95 % intervals and no tests of differences, which take a while")
    .addHelpText("after", HELP)
    .action(async (paths: string[], { fast, ...flags }: Flags & { fast?: boolean }) =>
      done(await run(paths, fast === true ? { ...flags, budget: "fast" } : flags)),
    );
}

async function run(paths: string[], flags: Flags): Promise<number> {
  // What is wrong with the command line is known before anything is loaded.
  if (flags.format !== undefined) formatNamed(flags.format, "--format");
  const names = flags.linker ?? ["default"];
  for (const name of names) checkLinker(name);
  await checkOutputs(flags);
  const before = flags.baseline === undefined ? undefined : await readEvaluation(flags.baseline);
  const datasets: Dataset[] = [];
  const files = filesOption(flags.file);
  for (const path of paths)
    datasets.push(
      await readDataset(path, { files, ...(flags.format === undefined ? {} : { format: flags.format }) }),
    );
  const kb = await openShowingProgress(flags.kb, flags);
  const linkers: EvaluatedLinker[] = [];
  try {
    for (const name of names) linkers.push(linkerOf(name, kb, flags));
    const evaluated = await evaluateTelling(kb, datasets, linkers, flags);
    const { evaluation } = evaluated;
    try {
      await writeFiles(evaluated, kb, flags);
    } finally {
      // A file that cannot be written is no reason to lose what took so long.
      await write(
        flags.json === true
          ? `${printableJson(evaluation, 2)}\n`
          : evaluationTable(evaluation, paint(process.stdout)),
      );
    }
    if (before !== undefined && !isAsGood(before, evaluation, flags.maxDrop)) return EXIT.dropped;
    return evaluation.problems.count > 0 ? EXIT.partial : EXIT.ok;
  } finally {
    for (const linker of linkers) await linker.close();
    await kb.close();
  }
}

/** Where nothing can be written is known before hours are spent on what should be. */
async function checkOutputs({ out, html, errors }: Flags): Promise<void> {
  for (const [option, path] of Object.entries({ "--out": out, "--html": html, "--errors": errors })) {
    if (path === "")
      throw new NamesakeError("OPTION_INVALID", {
        option,
        expected: option === "--out" ? "a folder" : "a file",
        found: path,
      });
    if (path !== undefined) await checkWritable(option === "--out" ? join(path, "run.json") : path);
  }
}

const NAMED = [...SHIPPED_MODELS, "predictions", ...BASELINES];

function checkLinker(name: string): void {
  if (NAMED.some((one) => one === name) || isAddress(name) || existsSync(name)) return;
  throw new NamesakeError("OPTION_INVALID", {
    option: "--linker",
    expected: `one of ${NAMED.join(", ")}, a file or folder of weights, or an address such as http://127.0.0.1:8080`,
    found: name,
  });
}

function linkerOf(name: string, kb: KnowledgeBase, flags: Flags): EvaluatedLinker {
  const { budget, mentions: mode } = flags;
  const finder = flags.finder === undefined ? {} : { finder: flags.finder };
  const popularity = BASELINES.find((one) => one === name);
  if (popularity !== undefined) return baseline(popularity, kb, mode);
  if (name === "predictions") return givenPredictions(new Resolver(kb));
  if (isAddress(name)) {
    // What is not asked for is left to the other side, which may not know it.
    const settings: LinkerSettings = {
      ...(budget === "balanced" ? {} : { budget }),
      ...(mode === "auto" ? {} : { mode }),
    };
    return remoteLinker(name, new Resolver(kb), settings);
  }
  const parts = { ...withVectors(withTypes(linkerParts(name), flags), flags), ...finder };
  return localLinker(name, createLinker(kb, parts), { budget, mode, ...typeSettings(flags) });
}

async function evaluateTelling(
  kb: KnowledgeBase,
  datasets: readonly Dataset[],
  linkers: readonly EvaluatedLinker[],
  flags: Flags,
): Promise<Evaluated> {
  const { mode, candidates, mentions, budget, k: ks = DEFAULT_KS, limit, strict = false, intervals } = flags;
  const done = counter("documents");
  let told = 0;
  try {
    const evaluated = await evaluate(kb, datasets, linkers, {
      ...{ mode, candidates, mentions, ks, strict, intervals },
      ...(limit === undefined ? {} : { limit }),
      settings: { budget, mentions, ...typeSettings(flags), ...(flags.typesInText && { typesInText: true }) },
      onProgress: (dataset, documents) => done.update(`Evaluating ${dataset}`, documents),
      onProblem: (message) => {
        if (++told > TOLD_PROBLEMS) return;
        done.clear();
        complain(`in the data: ${message}`);
      },
    });
    done.clear();
    if (told > TOLD_PROBLEMS) complain(`… and ${told - TOLD_PROBLEMS} more problems in the data.`);
    warnOfUnknown(evaluated);
    return evaluated;
  } finally {
    done.clear();
  }
}

/** Characters shown of what data calls an entity. */
const LONGEST_EXAMPLE = 60;

/** Most of the gold being unknown is more likely a mistake than what somebody wants to measure. */
function warnOfUnknown({ evaluation, sets }: Evaluated): void {
  const { mentions, unknown, examples } = unknownEntities(
    sets.filter(({ linker }) => linker === evaluation.linker),
  );
  if (2 * unknown <= mentions) return;
  complain(
    `the knowledge base ${evaluation.kb.name} lacks the entities of ${unknown} of ${mentions} mentions, such as ` +
      `${examples.map((name) => `"${clip(name, LONGEST_EXAMPLE)}"`).join(", ")}. Is it the right one? --kb names another.`,
  );
}

async function writeFiles(evaluated: Evaluated, kb: KnowledgeBase, flags: Flags): Promise<void> {
  const { evaluation, sets } = evaluated;
  const facts = kbFacts(kb, countryDemonyms());
  if (flags.out !== undefined) await writeRun(flags.out, evaluated, facts);
  if (flags.html !== undefined) await writeAtomically(flags.html, reportHtml(evaluation, sets, facts));
  if (flags.errors !== undefined) await writeAtomically(flags.errors, errorLines(sets, facts));
}

/** Whether no headline dropped; those that did are named. */
function isAsGood(before: Evaluation, now: Evaluation, maxDrop: number): boolean {
  const found = drops(before, now, maxDrop);
  for (const { headline, before: old, now: value } of found) {
    const measure = measureOf(headline);
    complain(
      `${measure.title} (${headline}) of ${now.linker} went from ${shown(measure, old)} to ${shown(measure, value)}, ` +
        `by more than ${maxDrop} points.`,
    );
  }
  return found.length === 0;
}
