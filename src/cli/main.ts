#!/usr/bin/env node
import "./heap.js";
import { Command } from "commander";
import { NamesakeError, reason } from "../errors.js";
import { packageVersion } from "../starter.js";
import { EXIT, report } from "./exit.js";
import { endWhereUnwritable } from "./terminal.js";

type AddCommands = (program: Command, done: (code: number) => void) => void;

/** Where commands are. Only those that may be meant are loaded: all together take longer than a short answer. */
const COMMANDS: readonly { names: readonly string[]; add: () => Promise<AddCommands> }[] = [
  { names: ["link"], add: async () => (await import("./link.js")).addLinkCommand },
  { names: ["predict"], add: async () => (await import("./predict.js")).addPredictCommand },
  { names: ["embed"], add: async () => (await import("./embed.js")).addEmbedCommands },
  { names: ["kb"], add: async () => (await import("./kb.js")).addKbCommands },
  { names: ["types"], add: async () => (await import("./types.js")).addTypesCommands },
  { names: ["import"], add: async () => (await import("./import.js")).addImportCommands },
  { names: ["serve"], add: async () => (await import("./serve.js")).addServeCommand },
  { names: ["mine"], add: async () => (await import("./mine.js")).addMineCommand },
  { names: ["train", "tune"], add: async () => (await import("./train/index.js")).addTrainCommands },
  { names: ["eval"], add: async () => (await import("./eval.js")).addEvalCommand },
  { names: ["compare"], add: async () => (await import("./compare.js")).addCompareCommand },
  { names: ["convert"], add: async () => (await import("./convert.js")).addConvertCommand },
];

/** Runs a command line and returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const done = (given: number) => {
    code = given;
  };
  const program = new Command("namesake")
    .description(
      "Finds the names in a text and decides, by context, which entity of a knowledge base each one means.",
    )
    .version(packageVersion())
    .showHelpAfterError('(see "namesake --help")')
    .exitOverride()
    .configureHelp({ showGlobalOptions: false });
  const [first] = argv;
  const meant = COMMANDS.filter(({ names }) => names.includes(first ?? ""));
  for (const { add } of meant.length > 0 ? meant : COMMANDS) (await add())(program, done);
  // Settings are inherited by commands only at the time they are added.
  for (const command of [...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    command.exitOverride().showHelpAfterError('(see "namesake --help")');
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    const { code: name, exitCode } = error as { code?: string; exitCode?: number };
    if (name?.startsWith("commander.")) return exitCode === 0 ? EXIT.ok : EXIT.usage;
    return report(error);
  }
}

endWhereUnwritable((error) =>
  report(new NamesakeError("WRITE_FAILED", { path: "standard output", why: reason(error) })),
);
process.exitCode = await main(process.argv.slice(2));
