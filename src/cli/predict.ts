import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import { CANDIDATE_SOURCES, type CandidateSource, TOLD_PROBLEMS } from "../eval/evaluate.js";
import { Resolver } from "../eval/linkers/resolve.js";
import { type Dataset, formatNamed, readDataset } from "../eval/read-dataset.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { Budget, Linker } from "../link/linker.js";
import { type LinkerParts, linkerParts } from "../linker-parts.js";
import { createLinker } from "../load.js";
import type { MentionMode } from "../mentions/mention-finder.js";
import { packageVersion } from "../starter.js";
import { complain, EXIT } from "./exit.js";
import { openShowingProgress } from "./open.js";
import { BUDGETS, filesOption, MENTION_MODES, numberBetween, oneOf, repeated } from "./options.js";
import { blinkPredictions } from "./predictions/blink.js";
import { bootlegPredictions } from "./predictions/bootleg.js";
import { elqPredictions } from "./predictions/elq.js";
import { toFileWithVectors } from "./predictions/embeddings.js";
import type { PredictionFormat } from "./predictions/format.js";
import { modelsOf } from "./predictions/models-of.js";
import { namesakePredictions } from "./predictions/namesake.js";
import { type Output, toFile, toStandardOutput } from "./predictions/output.js";
import { Predictor } from "./predictions/predictor.js";
import { type PredictionRun, predictDocuments } from "./predictions/run.js";
import { counter } from "./progress.js";
import { printable } from "./terminal.js";
import { commandLine, interruptible } from "./train/interrupt.js";
import { type TypeFlags, typeSettings, withTypeOptions, withTypes } from "./type-options.js";
import { type VectorsFlags, withVectors, withVectorsOption } from "./vectors-option.js";

const FORMATS = {
  namesake: () => namesakePredictions,
  bootleg: (kb) => bootlegPredictions((id) => kb.index(id)),
  elq: () => elqPredictions,
  blink: () => blinkPredictions,
} as const satisfies Record<string, (kb: KnowledgeBase) => PredictionFormat>;
const FORMAT_NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

interface Flags extends TypeFlags, VectorsFlags {
  format?: string;
  file?: string[];
  kb: string;
  model?: string;
  find?: boolean;
  mentions: MentionMode;
  finder?: string;
  candidates: CandidateSource;
  topK: number;
  threshold: number;
  precision?: number;
  budget: Budget;
  fast?: boolean;
  formatOut: keyof typeof FORMATS;
  out?: string;
  embeddings?: boolean;
  resume?: boolean;
}

const HELP = `
The mentions that a document comes with are linked; where it has none, or with --find, they are found.
Input is any data set that namesake eval reads, or documents as {"id": …, "text": …}, one a line.

The output (--format-out):
  namesake  a document a line: mentions with entity, name, confidence, probability of NIL, candidates
            with their probabilities, and the gold entity where it is known. UTF-16 offsets.
            namesake eval measures it: --linker predictions
  bootleg   a document a line, with the fields of Bootleg's --mode dump_preds. Code points.
  elq       a document a line, with the fields of ELQ's biencoder_outs.jsonl
  blink     a mention a line, as in BLINK's test files, with predictions and scores

Examples:
  $ namesake predict aida.tsv --kb ./wikipedia --out predictions.jsonl
  $ namesake eval predictions.jsonl --linker predictions --mode gold --kb ./wikipedia
  $ namesake predict docs.jsonl --fast --top-k 30 > predictions.jsonl
  $ namesake predict sentences.jsonl --format-out bootleg --out bootleg_labels.jsonl
  $ namesake predict huge.jsonl.gz --out predictions.jsonl --resume     goes on where it was stopped

With --embeddings NAME.mentions.npy has the vector of each mention, NAME.candidates.npy those of the
candidates, each once a document: arrays for numpy.load. NAME.mentions.ids.jsonl and
NAME.candidates.ids.jsonl say what the rows are. The greater the dot product of two, the better they fit.

With --out the file is there when it is complete; until then it is FILE.part, and FILE.part.json says how
far it is. Ctrl-C stops behind the present document.

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but parts of the data
were left out; 130 stopped by Ctrl-C.`;

/** Adds the command to the program; `done` is told the exit code. */
export function addPredictCommand(program: Command, done: (code: number) => void): void {
  const command = program.command("predict");
  command
    .description("link the mentions of data sets, and write what was decided, with all candidates")
    .argument("<file...>", 'data sets or documents, files or folders; "-" is standard input')
    .option("--format <name>", "format of the input; default: found out")
    .option("--file <role=path>", "another file that the format needs, such as documents=./texts", repeated)
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option(
      "--model <name|path>",
      "default, open, news, weights that namesake train weights wrote, a bi-encoder, or a folder with both",
    )
    .option("--find", "find mentions in every document, also where there are given ones")
    .option(
      "--mentions <what>",
      "what is found: auto, names, all",
      oneOf("--mentions", MENTION_MODES),
      "auto",
    )
    .option("--finder <finder>", "what finds them: aliases, or the folder of a model of namesake train spans")
    .option(
      "--candidates <source>",
      "own, or given: answers come from the lists in the data",
      oneOf("--candidates", CANDIDATE_SOURCES),
      "own",
    )
    .option("--top-k <n>", "candidates written of each mention", numberBetween("--top-k", 1, 1000, true), 10)
    .option(
      "--threshold <p>",
      "least confidence of an entity; below it NIL",
      numberBetween("--threshold", 0, 1),
      0,
    )
    .option(
      "--precision <share>",
      "let so large a share of the entities answered be right: chooses the threshold",
      numberBetween("--precision", 0.5, 0.99),
    )
    .option("--budget <budget>", BUDGETS.join(", "), oneOf("--budget", BUDGETS), "balanced")
    .option("--fast", "short for --budget fast: encoder, no cross-encoder");
  withVectorsOption(withTypeOptions(command))
    .option("--format-out <format>", FORMAT_NAMES.join(", "), oneOf("--format-out", FORMAT_NAMES), "namesake")
    .option("-o, --out <file>", "where it goes; default: standard output")
    .option("--embeddings", "write the vectors of mentions and candidates beside --out")
    .option("--resume", "go on behind what an earlier run has left of --out")
    .addHelpText("after", HELP)
    .action(async (paths: string[], flags: Flags) => done(await run(paths, flags)));
}

async function run(paths: string[], flags: Flags): Promise<number> {
  // What is wrong with the command line is known before anything is loaded.
  if (flags.format !== undefined) formatNamed(flags.format, "--format");
  const needsFile = flags.resume === true || flags.embeddings === true;
  if (flags.out === "" || (needsFile && flags.out === undefined))
    throw new NamesakeError("OPTION_INVALID", { option: "--out", expected: "a file", found: "" });
  const datasets: Dataset[] = [];
  const files = filesOption(flags.file);
  for (const path of paths)
    datasets.push(
      await readDataset(path, { files, ...(flags.format === undefined ? {} : { format: flags.format }) }),
    );
  const parts: LinkerParts = {
    ...withVectors(withTypes(flags.model === undefined ? {} : linkerParts(flags.model), flags), flags),
    ...(flags.finder === undefined ? {} : { finder: flags.finder }),
  };
  const kb = await openShowingProgress(flags.kb);
  const linker = createLinker(kb, parts);
  let output: Output | undefined;
  try {
    output = await outputOf(flags, linker, parts);
    if (output.complete) {
      process.stderr.write(`${printable(flags.out ?? "")} was complete.\n`);
      return EXIT.ok;
    }
    const { find = false, mentions: mode, candidates, topK, threshold, precision } = flags;
    const predictor = new Predictor(linker, new Resolver(kb), {
      ...{ find, mode, candidates, topK, threshold },
      ...(precision === undefined ? {} : { precision }),
      budget: budgetOf(flags),
      ...typeSettings(flags),
    });
    const format = FORMATS[flags.formatOut](kb);
    return await predictAll({ datasets, predictor, format, output, path: `${flags.out}.part` }, flags.out);
  } finally {
    await output?.close();
    await linker.close();
  }
}

const budgetOf = ({ fast, budget }: Flags): Budget => (fast === true ? "fast" : budget);

/** What is written depends on all of this, and on the data. */
async function outputOf(flags: Flags, linker: Linker, parts: LinkerParts): Promise<Output> {
  if (flags.out === undefined) return toStandardOutput;
  const { find = false, mentions, candidates, topK, threshold, formatOut, resume = false } = flags;
  const { embeddings = false, precision } = flags;
  const options = {
    resume,
    run: {
      version: packageVersion(),
      kb: linker.kb.totals().contentHash,
      model: await modelsOf(parts),
      budget: budgetOf(flags),
      ...{ find, mentions, candidates, topK, threshold, formatOut, embeddings },
      ...(precision === undefined ? {} : { precision }),
      ...typeSettings(flags),
    },
  };
  return embeddings ? toFileWithVectors(flags.out, linker, options) : toFile(flags.out, options);
}

async function predictAll(run: PredictionRun, out: string | undefined): Promise<number> {
  const done = counter("documents");
  let problems = 0;
  const { stopped, reached } = await interruptible("Stopping behind this document", (signal) =>
    predictDocuments(run, {
      signal,
      onProblem: (message) => {
        if (++problems > TOLD_PROBLEMS) return;
        done.clear();
        complain(`in the data: ${message}`);
      },
      // A terminal that shows the predictions has no place for a count.
      ...(out === undefined && process.stdout.isTTY
        ? {}
        : { onProgress: (dataset, documents) => done.update(`Linking ${dataset}`, documents) }),
    }),
  ).finally(() => done.clear());
  if (problems > TOLD_PROBLEMS) complain(`… and ${problems - TOLD_PROBLEMS} more problems in the data.`);
  const { documents, mentions } = reached;
  const count = `${documents.toLocaleString("en")} documents, ${mentions.toLocaleString("en")} mentions`;
  if (stopped) {
    const how = out === undefined ? "" : ` To go on:\n  ${commandLine("--resume")}`;
    process.stderr.write(`Stopped after ${count}.${how}\n`);
    return EXIT.stopped;
  }
  if (out !== undefined) process.stderr.write(`Wrote ${printable(out)}: ${count}.\n`);
  return problems > 0 ? EXIT.partial : EXIT.ok;
}
