import { createInterface } from "node:readline";
import type { Command } from "commander";
import { MAX_CANDIDATES } from "../candidates/alias-candidates.js";
import { NamesakeError } from "../errors.js";
import { Corrections } from "../link/corrections/corrections.js";
import type { Budget, Linker, LinkOptions } from "../link/linker.js";
import { linkerParts } from "../linker-parts.js";
import { createLinker } from "../load.js";
import { lines, openText } from "../sources/text-file.js";
import { parseDocument } from "../text/document.js";
import { complain, EXIT } from "./exit.js";
import { checkFixes, type FixFlags, fixedIn, withFixOptions } from "./fix-options.js";
import { conllFormat } from "./formats/conll.js";
import type { Format } from "./formats/format.js";
import { htmlFormat } from "./formats/html.js";
import { jsonFormat, jsonlFormat } from "./formats/json.js";
import { prettyFormat } from "./formats/pretty.js";
import { openShowingProgress } from "./open.js";
import { BUDGETS, idsOption, languagesOption, mentionsOption, numberBetween, oneOf } from "./options.js";
import { printable, write } from "./terminal.js";
import { type TypeFlags, typeSettings, withTypeOptions, withTypes } from "./type-options.js";
import { type VectorsFlags, withVectors, withVectorsOption } from "./vectors-option.js";

const FORMATS = ["pretty", "json", "jsonl", "conll", "html"] as const;

/** Candidates that are explained, at most. */
const EXPLAINED = 5;

interface Flags extends TypeFlags, VectorsFlags, FixFlags {
  file?: string;
  interactive?: boolean;
  jsonl?: boolean;
  kb: string;
  asOf?: string;
  mentions: ReturnType<typeof mentionsOption>;
  topK: number;
  threshold: number;
  precision?: number;
  budget: Budget;
  fast?: boolean;
  candidates?: string[];
  model?: string;
  finder?: string;
  lang?: string[];
  showUrl?: boolean;
  explain?: boolean;
  format: (typeof FORMATS)[number];
}

const EXAMPLES = `
Examples:
  $ namesake link "The prey saw the jaguar cross the jungle."
  $ namesake link --explain "The man saw a Jaguar speed on the highway."
  $ namesake link --file report.txt --mentions names --format html > report.html
  $ cat docs.jsonl | namesake link --jsonl > links.jsonl     {"id": …, "text": …} a line
  $ namesake link -i --kb ./my-kb                             a prompt
  $ namesake link --fix Jordan=wikipedia:20455 --save "Jordan scored. Jordan rested."

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but lines of --jsonl were left out.`;

/** Adds the command to the program; `done` is told the exit code. */
export function addLinkCommand(program: Command, done: (code: number) => void): void {
  const command = program.command("link");
  command
    .description("find the names in a text and decide which entity each one means")
    .argument("[text...]", "the text; without it, and without --file, it is read from standard input")
    .option("-f, --file <path>", 'read the text from a file; "-" is standard input')
    .option("-i, --interactive", "a prompt: one text a line, until end of file")
    .option("--jsonl", "the input is one JSON document a line; the output too")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option("--as-of <date>", "link against the last snapshot of it that was taken by then")
    .option("--mentions <what>", "auto, names, all, or spans such as 4:10,20:26", mentionsOption, {
      mode: "auto",
    } as const)
    .option("--top-k <n>", "candidates kept for each mention", numberBetween("--top-k", 1, 1000, true), 10)
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
    .option("--fast", "short for --budget fast: encoder, no cross-encoder")
    .option(
      "--model <name|path>",
      "default, open, news, weights that namesake train weights wrote, a bi-encoder, or a folder with both",
    )
    .option(
      "--finder <finder>",
      "what finds mentions: aliases, the default, or the folder of a model of namesake train spans",
    )
    .option(
      "--lang <codes>",
      "languages of the text, such as de,fr; default: those of the knowledge base",
      languagesOption,
    )
    .option("--candidates <ids|@file>", "entities that are allowed as answers", idsOption);
  withVectorsOption(withTypeOptions(withFixOptions(command)))
    .option("--show-url", "show the entities' addresses")
    .option("--explain", "show the candidates with their evidence, as bars that add up")
    .option("--format <format>", FORMATS.join(", "), oneOf("--format", FORMATS), "pretty")
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: Flags) => done(await run(words, flags)));
}

async function run(words: string[], flags: Flags): Promise<number> {
  const options: LinkOptions = {
    ...flags.mentions,
    // The share by prior alone is over all candidates.
    topK: flags.explain === true ? Math.max(flags.topK, MAX_CANDIDATES) : flags.topK,
    threshold: flags.threshold,
    ...(flags.precision === undefined ? {} : { precision: flags.precision }),
    budget: flags.fast === true ? "fast" : flags.budget,
    ...(flags.candidates === undefined ? {} : { candidates: flags.candidates }),
    ...typeSettings(flags),
  };
  const fromTerminal = words.length === 0 && flags.file === undefined && process.stdin.isTTY === true;
  if (fromTerminal && flags.interactive !== true)
    throw new NamesakeError("OPTION_INVALID", {
      option: "text",
      expected: 'a text, e.g. namesake link "…", or --file, or -i for a prompt',
      found: "",
    });
  if (words.length > 0 && (flags.file !== undefined || flags.jsonl === true || flags.interactive === true))
    throw new NamesakeError("OPTION_INVALID", {
      option: "text",
      expected: "either a text, or one of --file, --jsonl and -i",
      found: words.join(" ").slice(0, 40),
    });
  checkFixes(flags, flags.jsonl !== true && flags.interactive !== true);
  const format = formatOf(flags);
  // A text that cannot be read is known before anything is loaded.
  const text =
    flags.interactive === true || flags.jsonl === true ? undefined : await textOf(words, flags.file);
  const parts = withVectors(
    withTypes(flags.model === undefined ? {} : linkerParts(flags.model), flags),
    flags,
  );
  const finding = {
    ...(flags.finder !== undefined && { finder: flags.finder }),
    ...(flags.lang && { languages: flags.lang }),
  };
  const linker = createLinker(await openShowingProgress(flags.kb, flags), { ...parts, ...finding });
  try {
    if (flags.interactive === true) return await prompt(linker, options, format);
    if (flags.jsonl === true) return await linkLines(linker, options, flags.file ?? "-");
    await writeOne(linker, { id: flags.file ?? "text", text: text ?? "" }, options, flags, format);
    return EXIT.ok;
  } finally {
    await linker.close();
  }
}

/** Links one text, in the light of what is fixed of it, and keeps that where it is to be kept. */
async function writeOne(
  linker: Linker,
  { id, text }: { id: string; text: string },
  options: LinkOptions,
  { fix, save, author }: Flags,
  format: Format,
): Promise<void> {
  const fixed = fixedIn(text, fix);
  const kbVersion = linker.kb.refresh();
  const links =
    save === true
      ? await linker.correct(text, fixed, { ...options, ...(author !== undefined && { author }) })
      : await linker.link(text, { ...options, fixed });
  await write((format.begin?.() ?? "") + format.document({ id, text, kbVersion, links }, 0));
  await write(format.end?.() ?? "");
  if (save === true)
    process.stderr.write(`Kept in ${printable(new Corrections(linker.kb).path ?? "memory")}.\n`);
}

function formatOf(flags: Flags): Format {
  switch (flags.format) {
    case "json":
      return jsonFormat;
    case "jsonl":
      return jsonlFormat;
    case "conll":
      return conllFormat;
    case "html":
      return htmlFormat;
    default:
      return prettyFormat({
        explained: flags.explain === true ? Math.min(flags.topK, EXPLAINED) : 0,
        showUrl: flags.showUrl === true,
      });
  }
}

async function textOf(words: string[], file: string | undefined): Promise<string> {
  let text = words.join(" ");
  if (words.length === 0) {
    const pieces: string[] = [];
    for await (const piece of openText(file ?? "-")) pieces.push(piece);
    text = pieces.join("").replace(/\r?\n$/, "");
  }
  if (text.trim() === "")
    throw new NamesakeError("TEXT_INVALID", {
      expected: "a text with at least one word",
      found: "an empty one",
    });
  return text;
}

const OF_A_LINE: ReadonlySet<string> = new Set(["RECORD_INVALID", "SPAN_INVALID", "TEXT_INVALID"]);

/** BLINK's interactive mode: a sentence a line. */
async function prompt(linker: Linker, options: LinkOptions, format: Format): Promise<number> {
  await linker.warmUp(options.budget);
  // Not before: lines that come while nothing reads them are lost.
  const reader = createInterface({ input: process.stdin, output: process.stderr, prompt: "text> " });
  reader.prompt();
  let position = 0;
  for await (const text of reader) {
    if (text.trim() !== "") {
      try {
        const kbVersion = linker.kb.refresh();
        const links = await linker.link(text, options);
        await write(format.document({ id: `line-${++position}`, text, kbVersion, links }, 0));
      } catch (error) {
        if (!(error instanceof NamesakeError) || !OF_A_LINE.has(error.code)) throw error;
        complain(error.message);
      }
    }
    reader.prompt();
  }
  return EXIT.ok;
}

async function linkLines(linker: Linker, options: LinkOptions, path: string): Promise<number> {
  let left = 0;
  let position = 0;
  const leaveOut = (message: string) => {
    left++;
    complain(`left out: ${message}`);
  };
  for await (const { number, text: line } of lines(path, { rejected: leaveOut })) {
    if (line.trim() === "") continue;
    try {
      const document = parseDocument(line, `line ${number}`);
      const mentions = document.mentions === undefined ? {} : { mentions: document.mentions };
      const kbVersion = linker.kb.refresh();
      const { id, text } = document;
      const links = await linker.link(text, { ...options, ...mentions });
      await write(jsonlFormat.document({ id, text, kbVersion, links }, position++));
    } catch (error) {
      // What is wrong with more than this line ends the run.
      if (!(error instanceof NamesakeError) || !OF_A_LINE.has(error.code)) throw error;
      leaveOut(error.message.startsWith("line ") ? error.message : `line ${number}: ${error.message}`);
    }
  }
  if (left > 0) complain(`${position} documents linked, ${left} lines left out.`);
  return left > 0 ? EXIT.partial : EXIT.ok;
}
