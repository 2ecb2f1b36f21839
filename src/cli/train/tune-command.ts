import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { checkWritable, writeAtomically } from "../../atomic-file.js";
import { NamesakeError } from "../../errors.js";
import { batchesOf } from "../../nn/training/batching.js";
import type { TaskReference } from "../../nn/training/distant-training.js";
import type { Task } from "../../nn/training/task.js";
import type { TrainOptions } from "../../nn/training/train-options.js";
import {
  type RunTrial,
  readSearchSpace,
  type TrialRecord,
  trialTable,
  tune,
} from "../../train/config/index.js";
import { complain, EXIT } from "../exit.js";
import { numberBetween } from "../options.js";
import { printable, write } from "../terminal.js";
import type { DataFiles } from "./data.js";
import { addDataOptions, type DataFlags, dataOf, machineOf, missing } from "./flags.js";
import { interruptible, shellWords } from "./interrupt.js";
import type { KindTree, ModelKind } from "./kind.js";
import { TrainingDisplay } from "./progress.js";
import { optionsOf, prepareRun, trainRun } from "./run.js";

interface Flags extends DataFlags {
  space?: string;
  trials: number;
  seed: number;
  halving?: boolean;
}

const BEST_FILE = "best.yaml";
const LOG_FILE = "trials.jsonl";

const help = (space: string): string => `
The space is a file of settings as for namesake train, in which a value may be a range:
${space}
"sweep" names thresholds that each training finds by itself.

Each trial is a training in a folder of its own below --out. --halving gives all trials a ninth of the
steps, the better third of them a third, and the best of those all. A search that was stopped goes on
when the same command is given again.

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 130 stopped by Ctrl-C.`;

/** Adds `tune NAME` for a kind of model; `done` is told the exit code. */
export function addTuneKind<T extends KindTree>(
  command: Command,
  kind: ModelKind<T>,
  done: (code: number) => void,
): void {
  addDataOptions(command.command(kind.name).description(`search for good settings of ${kind.about}`), kind)
    .option("--space <file>", "settings and ranges of settings, as YAML")
    .option("--trials <n>", "settings to try", numberBetween("--trials", 1, 100_000, true), 20)
    .option("--seed <n>", "decides which are tried", numberBetween("--seed", 0, 2 ** 32 - 1, true), 0)
    .option("--halving", "many trials get little, and the better ones of them more")
    .addHelpText("after", help(kind.examples.space))
    .action(async (files: string[], flags: Flags) => done(await runTune(kind, files, flags)));
}

async function runTune<T extends KindTree>(
  kind: ModelKind<T>,
  files: string[],
  flags: Flags,
): Promise<number> {
  const { out, space: file, set = [], trials, seed } = flags;
  const data = await dataOf(files, flags);
  if (out === undefined) throw missing("--out", "a folder for the trials");
  if (file === undefined) throw missing("--space", "a file of settings and ranges");
  const space = await readSearchSpace(kind.schema, file, set);
  checkSwept(kind, space.thresholds);
  const best = join(out, BEST_FILE);
  await checkWritable(best);
  mkdirSync(out, { recursive: true });
  const result = await interruptible("Stopping behind this step", async (signal) => {
    try {
      return await tune(space, {
        runTrial: trialOf(kind, data, flags, out),
        log: join(out, LOG_FILE),
        trials,
        seed,
        strategy: { method: flags.halving === true ? "halving" : "random" },
        signal,
        onTrial: (record) => process.stderr.write(`${printable(lineOf(record))}\n`),
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
  if (result === undefined) {
    complain("Stopped. The same command goes on with the search.");
    return EXIT.stopped;
  }
  await writeAtomically(best, [result.yaml]);
  await write(`${trialTable(space, result.records)}\n${howToTrain(kind.name, files, flags, best)}`);
  return EXIT.ok;
}

function checkSwept({ thresholds }: Pick<ModelKind, "thresholds">, swept: readonly string[]): void {
  const other = swept.find((key) => !thresholds.includes(key));
  if (other === undefined) return;
  const expected = `a list of thresholds that a training finds: ${thresholds.join(", ")}`;
  throw new NamesakeError("OPTION_INVALID", { option: "sweep", expected, found: other });
}

/** Trains in a folder of the trial's own; with a larger share of the steps it goes on there. */
const trialOf =
  <T extends KindTree>(kind: ModelKind<T>, data: DataFiles, flags: Flags, out: string): RunTrial<T> =>
  async (config, { trial, share, thresholds, signal }) => {
    const folder = join(out, "trials", String(trial).padStart(3, "0"));
    const run = { data, config, folder, ...machineOf(flags) };
    await prepareRun(kind, run, () => {});
    const options = optionsOf(kind, run);
    const { onEvent } = new TrainingDisplay({
      epochs: options.epochs ?? 0,
      prefix: `trial ${trial} · `,
      quiet: true,
    });
    const part = share < 1 ? Math.round(share * (await stepsOf(kind.task(run), options))) : undefined;
    const { best } = await trainRun(kind, run, {
      ...(signal === undefined ? {} : { signal }),
      onEvent,
      ...(part === undefined ? {} : { pauseAt: Math.max(1, part) }),
    });
    const found = thresholds.map((key) => [key, best?.thresholds[key] as number]);
    return { score: best?.score ?? Number.NaN, thresholds: Object.fromEntries(found) };
  };

/** How many steps a training will have. */
async function stepsOf(task: TaskReference, { steps, epochs = 0, batch }: TrainOptions): Promise<number> {
  if (steps !== undefined) return steps;
  const module = (await import(task.module)) as Record<string, (argument: unknown) => Promise<Task>>;
  const { examples, lengthOf } = await (module[task.name] as (argument: unknown) => Promise<Task>)(
    task.argument,
  );
  let count = 0;
  const options = { ...batch, ...(lengthOf === undefined ? {} : { lengthOf }) };
  for await (const _ of batchesOf(examples(0), options)) count++;
  return count * epochs;
}

const lineOf = ({ trial, share, score, failed }: TrialRecord): string =>
  `trial ${trial}, ${Math.round(100 * share)} % of the steps: ${score === undefined ? `failed: ${failed}` : score.toFixed(4)}`;

function howToTrain(kind: string, files: readonly string[], flags: Flags, best: string): string {
  const { dev = [], init, device, precision, system } = flags;
  const command = ["namesake", "train", kind, ...files, "--dev", ...dev, "--config", best, "--out", "FOLDER"];
  if (system !== undefined) command.push("--system", system);
  if (init !== undefined) command.push("--init", init);
  if (device !== "cpu") command.push("--device", device);
  if (precision !== "float32") command.push("--precision", precision);
  return `The best settings are in ${best}. To train with them:\n  ${shellWords(command)}\n`;
}
