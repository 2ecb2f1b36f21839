import type { Command } from "commander";
import { writeAtomically } from "../atomic-file.js";
import { NamesakeError } from "../errors.js";
import { Conversion } from "../eval/convert.js";
import type { DatasetFormat, Piece } from "../eval/formats/format.js";
import { FORMATS } from "../eval/formats/index.js";
import { writePieces } from "../eval/piece-folder.js";
import { formatNamed, readDataset } from "../eval/read-dataset.js";
import { complain, EXIT } from "./exit.js";
import { filesOption, repeated } from "./options.js";
import { counter } from "./progress.js";
import { paint, printable, write } from "./terminal.js";

/** Problems that are told one by one. */
const REPORTED = 20;
/** UTF-16 units that are written to standard output at a time, at least. */
const BLOCK = 64 * 1024;

interface Flags {
  to?: string;
  from?: string;
  file?: string[];
  out?: string;
  strict?: boolean;
  list?: boolean;
}

const EXAMPLES = `
Examples:
  $ namesake convert --list                                  the formats, and what each of them is
  $ namesake convert aida.tsv --to namesake > aida.jsonl
  $ namesake convert gold.jsonl --to wned --out ./gold       a format of several files needs a folder
  $ zcat links.csv.gz | namesake convert - --from csv --to nif
  $ namesake convert queries.xml --file documents=./texts --file answers=gold.tab --to namesake

The format of the input is found out by its content; --from names it. What the new format has no
place for is named on stderr.

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but parts of the data
were left out.`;

/** Adds the command to the program; `done` is told the exit code. */
export function addConvertCommand(program: Command, done: (code: number) => void): void {
  program
    .command("convert")
    .description("turn a data set with known answers into another format")
    .argument("[input]", 'a file or folder; "-" is standard input')
    .option("--to <format>", "the new format")
    .option("--from <format>", "the format of the input; default: found out")
    .option("--file <role=path>", "another file that the format needs, such as documents=./texts", repeated)
    .option("-o, --out <file|folder>", "where it goes; default: standard output")
    .option("--strict", "stop at the first problem in the data")
    .option("--list", "list the formats")
    .addHelpText("after", EXAMPLES)
    .action(async (input: string | undefined, flags: Flags) => done(await run(input, flags)));
}

async function run(input: string | undefined, flags: Flags): Promise<number> {
  if (flags.list === true) return list();
  if (input === undefined)
    throw new NamesakeError("OPTION_INVALID", { option: "input", expected: "a file or folder", found: "" });
  const target = targetOf(flags);
  if (flags.from !== undefined) formatNamed(flags.from, "--from");
  const dataset = await readDataset(input, {
    files: filesOption(flags.file),
    ...(flags.from === undefined ? {} : { format: flags.from }),
  });
  const done = counter("documents");
  let left = 0;
  const conversion = new Conversion(dataset, target, {
    problem: (problem) => {
      if (flags.strict === true) throw problem;
      if (++left > REPORTED) return;
      done.clear();
      complain(`in the data: ${problem.message}`);
    },
    // A terminal that shows the data has no place for a count.
    ...(flags.out === undefined
      ? {}
      : { progress: (count) => done.update(`Converting ${dataset.name}`, count) }),
  });
  try {
    await writeTo(flags.out, target, conversion.pieces());
  } finally {
    done.clear();
  }
  if (left > REPORTED) complain(`… and ${left - REPORTED} more problems in the data.`);
  const { documents, mentions, omitted, lost } = conversion.result;
  if (omitted !== undefined)
    complain(
      `${target.name} has no place for ${omitted.what}: ${omitted.count.toLocaleString("en")} left out.`,
    );
  if (lost.length > 0) complain(`${target.name} has no place for what the data says of: ${lost.join(", ")}.`);
  if (flags.out !== undefined)
    process.stderr.write(
      `Wrote ${printable(flags.out)}: ${documents.toLocaleString("en")} documents, ${mentions.toLocaleString("en")} mentions.\n`,
    );
  return left > 0 ? EXIT.partial : EXIT.ok;
}

type WritableFormat = DatasetFormat & { write: NonNullable<DatasetFormat["write"]> };
const isWritable = (format: DatasetFormat): format is WritableFormat => format.write !== undefined;

function targetOf({ to, out }: Flags): WritableFormat {
  const invalid = (option: string, expected: string, found: string) =>
    new NamesakeError("OPTION_INVALID", { option, expected, found });
  const known = FORMATS.filter(isWritable).map(({ name }) => name);
  if (to === undefined) throw invalid("--to", `one of ${known.join(", ")}`, "");
  const format = formatNamed(to, "--to");
  if (!isWritable(format)) throw invalid("--to", `a format that is written: ${known.join(", ")}`, to);
  if (format.folder === true && out === undefined)
    throw invalid("--out", `a folder, since ${to} is made of several files`, "");
  return format;
}

async function list(): Promise<number> {
  const color = paint(process.stdout);
  const width = Math.max(...FORMATS.map(({ name }) => name.length));
  const lines = FORMATS.map((format) => {
    const notes = [isWritable(format) ? "" : "read only", format.folder === true ? "folder" : ""];
    const told = notes.filter((note) => note !== "").join(", ");
    return `${color("cyan", format.name.padEnd(width))}  ${format.description}${told === "" ? "" : ` (${told})`}\n`;
  });
  await write(lines.join(""));
  return EXIT.ok;
}

async function writeTo(
  out: string | undefined,
  format: WritableFormat,
  pieces: AsyncIterable<Piece>,
): Promise<void> {
  if (format.folder === true) return writePieces(out ?? "", pieces);
  if (out !== undefined) return writeAtomically(out, textsOf(pieces));
  let block = "";
  for await (const text of textsOf(pieces)) {
    block += text;
    if (block.length < BLOCK) continue;
    await write(block);
    block = "";
  }
  if (block !== "") await write(block);
}

async function* textsOf(pieces: AsyncIterable<Piece>): AsyncGenerator<string> {
  for await (const { text } of pieces) yield text;
}
