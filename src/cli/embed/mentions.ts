import type { Command } from "commander";
import { NamesakeError } from "../../errors.js";
import { TOLD_PROBLEMS } from "../../eval/evaluate.js";
import { type Dataset, formatNamed, readDataset } from "../../eval/read-dataset.js";
import { vectorExtension } from "../../models/vector-output/vector-paths.js";
import { complain, EXIT } from "../exit.js";
import { filesOption, repeated } from "../options.js";
import { mentionRows, type Survey, surveyOf } from "./mention-rows.js";
import { addEncodingOptions, type EncodingFlags, rowOptions, withEncoder } from "./with-encoder.js";
import { writeRows } from "./write-rows.js";

interface Flags extends EncodingFlags {
  format?: string;
  file?: string[];
}

const HELP = `
Encodes the mentions that the data mark, in their contexts. The dot product with the vector of an entity
says how well that fits. NAME.ids.jsonl says what the rows are: the id of the document, start and end in
UTF-16 units, and the mention's text. A run that was interrupted is gone on with by the same command.

Example:
  $ namesake embed mentions aida.tsv --encoder runs/biencoder --out mentions.npy

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but parts of the data
were left out; 130 stopped by Ctrl-C.`;

/** Adds the command to its parent; `done` is told the exit code. */
export function addMentionsCommand(embed: Command, done: (code: number) => void): void {
  const command = embed
    .command("mentions")
    .description("write the vectors of the mentions of data sets")
    .argument("<dataset...>", "files or folders, of any format that namesake eval reads")
    .requiredOption("-o, --out <file>", "ends in .npy or .safetensors");
  addEncodingOptions(command)
    .option("--format <name>", "format of the data sets; default: found out")
    .option("--file <role=path>", "another file that the format needs, such as documents=./texts", repeated)
    .addHelpText("after", HELP)
    .action(async (paths: string[], flags: Flags) => done(await run(paths, flags)));
}

async function run(paths: readonly string[], flags: Flags): Promise<number> {
  // What is wrong with the command line is known before anything is read.
  if (flags.format !== undefined) formatNamed(flags.format, "--format");
  vectorExtension(flags.out);
  const { survey, problems } = await read(await datasetsOf(paths, flags));
  const code = await withEncoder(flags, (encoder, signal) => {
    const options = rowOptions(flags, encoder, { data: survey.hash });
    return writeRows(flags.out, options, mentionRows(survey, encoder, flags.threads), signal);
  });
  return code === EXIT.ok && problems > 0 ? EXIT.partial : code;
}

async function datasetsOf(paths: readonly string[], { format, file }: Flags): Promise<Dataset[]> {
  const options = { files: filesOption(file), ...(format === undefined ? {} : { format }) };
  const datasets: Dataset[] = [];
  for (const path of paths) {
    if (path === "-")
      throw new NamesakeError("OPTION_INVALID", {
        option: "A data set",
        expected: "a file or a folder, which can be read twice",
        found: path,
      });
    datasets.push(await readDataset(path, options));
  }
  return datasets;
}

async function read(datasets: readonly Dataset[]): Promise<{ survey: Survey; problems: number }> {
  let problems = 0;
  const survey = await surveyOf(datasets, (message) => {
    if (++problems <= TOLD_PROBLEMS) complain(`in the data: ${message}`);
  });
  if (problems > TOLD_PROBLEMS) complain(`… and ${problems - TOLD_PROBLEMS} more problems in the data.`);
  return { survey, problems };
}
