#!/usr/bin/env node
import "./heap.js";
import { Command } from "commander";
import { NamesakeError, reason } from "../errors.js";
import { packageVersion } from "../starter.js";
import { addCompareCommand } from "./compare.js";
import { addConvertCommand } from "./convert.js";
import { addEvalCommand } from "./eval.js";
import { EXIT, report } from "./exit.js";
import { addKbCommands } from "./kb.js";
import { addLinkCommand } from "./link.js";
import { addServeCommand } from "./serve.js";
import { endWhereUnwritable } from "./terminal.js";
import { addTrainCommands } from "./train/index.js";

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
  addLinkCommand(program, done);
  addKbCommands(program, done);
  addServeCommand(program, done);
  addTrainCommands(program, done);
  addEvalCommand(program, done);
  addCompareCommand(program, done);
  addConvertCommand(program, done);
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
