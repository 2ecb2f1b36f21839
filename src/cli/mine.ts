import type { Command } from "commander";
import { checkWritable } from "../atomic-file.js";
import { TOLD_PROBLEMS } from "../eval/evaluate.js";
import { formatNamed } from "../eval/read-dataset.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { writeCandidateLists } from "../train/encoders/write-candidate-lists.js";
import { complain, EXIT } from "./exit.js";
import { type Miner, openMiner } from "./miner.js";
import { openShowingProgress } from "./open.js";
import { filesOption, numberBetween, repeated } from "./options.js";
import { counter } from "./progress.js";
import { printable } from "./terminal.js";
import type { DataFiles } from "./train/data.js";
import { commandLine, interruptible } from "./train/interrupt.js";
import { linkedTexts } from "./train/linked-texts.js";
import { counted } from "./train/words.js";

interface Flags {
  kb: string;
  encoder: string;
  out: string;
  k: number;
  index?: string;
  score?: string;
  mentions?: number;
  format?: string;
  file?: string[];
  resume?: boolean;
}

const HELP = `
For each linked mention of the data the file has the candidates that the bi-encoder takes for likely:
  with --index     the nearest of the whole knowledge base, by the vectors that namesake embed entities made
  without          the best of what the mentions of the same text may mean by the alias table
The mention's own entity is among them where it was found.

What it is for (docs/training.md):
  namesake train biencoder     --set negatives.mined=FILE    hard wrong entities to learn from
  namesake train crossencoder  --set candidates.file=FILE    what is to be told apart
  namesake train distill       --set teacher.file=FILE       what a teacher thinks: made with --score

Examples:
  $ namesake mine train.jsonl --kb mine --encoder runs/biencoder --out mined.lists
  $ namesake mine train.jsonl --kb mine --encoder runs/biencoder --index vectors --k 64 --out near.lists
  $ namesake mine train.jsonl --kb mine --encoder runs/biencoder --score runs/crossencoder --out taught.lists
  $ namesake mine train.jsonl --kb mine --encoder runs/biencoder --mentions 100000 --out first.lists

The file is there when it is complete; until then it is FILE.part. Ctrl-C stops behind the present text,
and the same command with --resume goes on, also after a kill.

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but parts of the data
were left out; 130 stopped by Ctrl-C.`;

/** Adds the command to the program; `done` is told the exit code. */
export function addMineCommand(program: Command, done: (code: number) => void): void {
  program
    .command("mine")
    .description("find what a bi-encoder takes for likely, as data for further training")
    .argument("<file...>", "linked data, in any format that namesake eval reads")
    .option("--kb <name|folder>", "the knowledge base that the data are linked to", "starter")
    .requiredOption(
      "--encoder <name|folder>",
      "the bi-encoder that finds the candidates: open, news or your own",
    )
    .requiredOption("-o, --out <file>", "where the lists go")
    .option("--k <n>", "candidates of a mention", numberBetween("--k", 1, 1000, true), 16)
    .option("--index <folder>", "vectors of all entities by the same bi-encoder")
    .option(
      "--score <folder>",
      "a teacher, cross-encoder or bi-encoder, whose scores and order count instead",
    )
    .option("--mentions <n>", "only the first mentions", numberBetween("--mentions", 1, 2 ** 32 - 1, true))
    .option("--format <name>", "format of the data; default: found out")
    .option("--file <role=path>", "another file that the format needs, such as documents=./texts", repeated)
    .option("--resume", "go on behind what an earlier run has left of --out")
    .addHelpText("after", HELP)
    .action(async (paths: string[], flags: Flags) => done(await run(paths, flags)));
}

async function run(paths: string[], flags: Flags): Promise<number> {
  if (flags.format !== undefined) formatNamed(flags.format, "--format");
  const data: DataFiles = {
    training: paths,
    development: [],
    ...(flags.format === undefined ? {} : { format: flags.format }),
    files: filesOption(flags.file),
  };
  await checkWritable(flags.out);
  const kb = await openShowingProgress(flags.kb);
  try {
    const miner = await openMiner(kb, flags);
    try {
      return await mine(kb, miner, data, flags);
    } finally {
      await miner.close();
    }
  } finally {
    await kb.close();
  }
}

async function mine(kb: KnowledgeBase, miner: Miner, data: DataFiles, flags: Flags): Promise<number> {
  const { out, k: most, mentions, resume = false } = flags;
  const { find, encoders, pool } = miner;
  const done = counter("mentions");
  let problems = 0;
  const texts = await linkedTexts(kb, data.training, data, ({ message }) => {
    if (++problems > TOLD_PROBLEMS) return;
    done.clear();
    complain(`in the data: ${message}`);
  });
  const lists = { kb, texts, most, encoders, find, ...(mentions === undefined ? {} : { mentions }) };
  const result = await interruptible("Stopping behind this text", (signal) =>
    writeCandidateLists(out, lists, {
      resume,
      run: { pool },
      signal,
      onProgress: (count) => done.update("Mining", count),
    }),
  ).finally(() => done.clear());
  if (problems > TOLD_PROBLEMS) complain(`… and ${problems - TOLD_PROBLEMS} more problems in the data.`);
  const count = counted(result.mentions, "mention");
  if (result.stopped) {
    process.stderr.write(`Stopped after ${count}. To go on:\n  ${commandLine("--resume")}\n`);
    return EXIT.stopped;
  }
  process.stderr.write(`Wrote ${printable(out)}: candidates of ${count}.\n`);
  return problems > 0 ? EXIT.partial : EXIT.ok;
}
