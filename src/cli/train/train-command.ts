import { join } from "node:path";
import type { Command } from "commander";
import { NamesakeError } from "../../errors.js";
import { TOLD_PROBLEMS } from "../../eval/evaluate.js";
import { modelFolder } from "../../linker-parts.js";
import { checkTrainOptions } from "../../nn/training/check-train-options.js";
import { readMetrics } from "../../nn/training/metrics-log.js";
import type { TrainResult } from "../../nn/training/train.js";
import { configToYaml, readConfig, type ValuesOf } from "../../train/config/index.js";
import { complain, EXIT } from "../exit.js";
import { numberBetween } from "../options.js";
import { write } from "../terminal.js";
import { addDataOptions, type DataFlags, dataOf, machineOf, missing } from "./flags.js";
import { commandLine, interruptible } from "./interrupt.js";
import type { KindTree, ModelKind, Run } from "./kind.js";
import { count, TrainingDisplay } from "./progress.js";
import { optionsOf, prepareRun, trainRun } from "./run.js";
import { CONFIG_FILE, canGoOn, checkRunFolder } from "./run-folder.js";

interface Flags extends DataFlags {
  config?: string;
  resume?: boolean;
  processes: number;
  printConfig?: boolean;
}

const HELP = `
The folder gets the model, its configuration, checkpoints, metrics.jsonl, and event files for TensorBoard.
Ctrl-C stops behind the present step; the same command with --resume goes on, also after a kill, as if
nothing had happened. See docs/training.md.

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but parts of the data
were left out; 130 stopped by Ctrl-C.`;

/** Adds `train NAME` for a kind of model; `done` is told the exit code. */
export function addTrainKind<T extends KindTree>(
  train: Command,
  kind: ModelKind<T>,
  done: (code: number) => void,
): void {
  addDataOptions(train.command(kind.name).description(`train ${kind.about}`), kind)
    .option("--config <file>", "settings as YAML; default: those of --print-config")
    .option("--resume", "go on with the run that --out holds")
    .option(
      "--processes <n>",
      "processes that train together",
      numberBetween("--processes", 1, 1024, true),
      1,
    )
    .option("--print-config", "print all settings with their help, and do nothing else")
    .addHelpText("after", `${kind.examples.train}\n${HELP}`)
    .action(async (files: string[], flags: Flags) => done(await runTrain(kind, files, flags)));
}

async function runTrain<T extends KindTree>(
  kind: ModelKind<T>,
  files: string[],
  flags: Flags,
): Promise<number> {
  const { out, resume = false, processes } = flags;
  const config = await configOf(kind, flags);
  if (flags.printConfig === true) {
    await write(configToYaml(config, kind.schema));
    return EXIT.ok;
  }
  const data = await dataOf(files, flags);
  if (out === undefined) throw missing("--out", "a folder for the model");
  await checkRunFolder(out, resume);
  const run: Run<ValuesOf<T>> = { data, config, folder: out, ...machineOf(flags) };

  const options = optionsOf(kind, run);
  checkProcesses(processes, options.batch.accumulate ?? 1);
  checkTrainOptions(options, processes);
  const display = new TrainingDisplay({ epochs: options.epochs ?? 0, describe: kind.describe });
  let problems = 0;
  const notes = await prepareRun(kind, run, (message) => {
    if (++problems <= TOLD_PROBLEMS) complain(`in the data: ${message}`);
  });
  if (problems > TOLD_PROBLEMS)
    complain(`… and ${count(problems - TOLD_PROBLEMS)} more problems in the data.`);
  for (const note of notes) display.print(note);
  const { onEvent } = display;
  const result = await interruptible("Stopping behind this step", (signal) =>
    trainRun(kind, run, { signal, onEvent, processes }),
  );
  if (result.why === "stopped") {
    display.print(`Stopped after step ${count(result.steps)}. To go on:\n  ${commandLine("--resume")}`);
    return EXIT.stopped;
  }
  await write(reportOf(kind, run, result, await kind.finish(run, result), display.duration));
  return problems > 0 ? EXIT.partial : EXIT.ok;
}

/** The settings of the command line; to go on without any, those of the run; to begin with another model, those that it gives. */
async function configOf<T extends KindTree>(
  { schema, inherited }: ModelKind<T>,
  { config, set = [], resume, out, init }: Flags,
): Promise<ValuesOf<T>> {
  const kept = resume === true && out !== undefined && canGoOn(out) ? join(out, CONFIG_FILE) : undefined;
  const file = config ?? kept;
  if (file !== undefined) return readConfig(schema, { file, overrides: set });
  const given = init === undefined ? [] : ((await inherited?.(modelFolder(init))) ?? []);
  return readConfig(schema, { overrides: [...given, ...set] });
}

/** Each process has its share of the batches of a step. */
function checkProcesses(processes: number, accumulate: number): void {
  if (accumulate % processes === 0) return;
  throw new NamesakeError("OPTION_INVALID", {
    option: "--processes",
    expected: `a number that divides training.accumulate, the batches of a step, which is ${accumulate}`,
    found: String(processes),
  });
}

/** What came of it, in words. */
function reportOf<T extends KindTree>(
  { describe }: ModelKind<T>,
  { folder }: Run,
  { steps, why, best }: TrainResult,
  files: readonly string[],
  duration: string,
): string {
  const end =
    why === "no better"
      ? `Ended early, as it got no better: ${count(steps)} steps`
      : `Done: ${count(steps)} steps`;
  const measured = readMetrics(join(folder, "metrics.jsonl")).find(
    ({ kind, step }) => kind === "validation" && step === best?.step,
  );
  const measures = Object.fromEntries(
    Object.entries(measured ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
  return [
    `${end} in ${duration}.`,
    ...(best === undefined ? [] : [`Best on the development data, after step ${count(best.step)}:`]),
    ...describe(measures).map((line) => `  ${line}`),
    "Written:",
    ...files.map((file) => `  ${file}`),
    "",
  ].join("\n");
}
