import type { Command } from "commander";
import { EXIT } from "./exit.js";
import { numberBetween } from "./options.js";
import { type CheckOptions, checkSystem } from "./types/check.js";
import { addDiscoverCommand } from "./types/discover.js";
import { type ExplainOptions, explainEntity } from "./types/explain.js";
import { type SystemFlags, withGraph, withSystem } from "./types/open-system.js";
import { listSystems, type ShowOptions, showSystem } from "./types/show.js";

const EXAMPLES = `
Examples:
  $ namesake types show                                 which type systems there are
  $ namesake types show ner --kb ./my-kb                the 18 classes, with sizes and examples
  $ namesake types show --system occupation             the types that the records have
  $ namesake types check kinds.yaml                     sizes, overlaps, and what is in no class
  $ namesake types explain "Ada Lovelace" --types kinds.yaml --as scientist

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but the system names what the KB does not have.`;

/** Adds the commands about type systems; `done` is told the exit code. */
export function addTypesCommands(program: Command, done: (code: number) => void): void {
  const types = program
    .command("types")
    .description("look into type systems: which classes entities have, and why")
    .addHelpText("after", EXAMPLES);
  const command = (name: string, description: string) =>
    types
      .command(name)
      .description(description)
      .option("--kb <name|folder>", "knowledge base", "starter")
      .option("--system <name>", "a type system of the knowledge base's records")
      .option("--json", "as JSON");
  const examples = numberBetween("--examples", 0, 1000, true);
  const SYSTEM = "a file (YAML, or assigned types), or the name of one of Namesake's";

  command("show", "a whole type system: classes, sizes, what they mean, examples")
    .argument("[system]", `${SYSTEM}; without it: which there are`)
    .option("-n, --examples <n>", "entities shown of each class", examples, 6)
    .option("--yaml", "as YAML, to begin a file of your own with")
    .action(async (name: string | undefined, flags: SystemFlags & ShowOptions) => {
      if (name === undefined && flags.system === undefined)
        await withGraph(flags.kb, (_, graph) => listSystems(graph));
      else await withSystem(name, flags, (opened) => showSystem(opened, flags));
      done(EXIT.ok);
    });
  command("explain", "which classes an entity has, and why")
    .argument("<entity...>", "its id, here or elsewhere, or its name")
    .option("--types <system>", `${SYSTEM}; default: ner`)
    .option("--as <class>", "why it is in this class, or why not")
    .action(async (words: string[], flags: SystemFlags & ExplainOptions & { types?: string }) => {
      const name = flags.types ?? (flags.system === undefined ? "ner" : undefined);
      await withSystem(name, flags, (opened) => explainEntity(words.join(" "), opened, flags));
      done(EXIT.ok);
    });
  command("check", "sizes and overlaps of a type system, and what is in no class")
    .argument("[system]", SYSTEM)
    .option("-n, --examples <n>", "entities shown of each overlap and of what is in no class", examples, 6)
    .option("--overlaps <n>", "overlaps shown of each axis", numberBetween("--overlaps", 0, 1e6, true), 10)
    .action(async (name: string | undefined, flags: SystemFlags & CheckOptions) =>
      done(await withSystem(name, flags, (opened) => checkSystem(opened, flags))),
    );
  addDiscoverCommand(types, done);
}
