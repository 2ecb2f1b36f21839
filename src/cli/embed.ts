import type { Command } from "commander";
import { addEntitiesCommand } from "./embed/entities.js";
import { addMentionsCommand } from "./embed/mentions.js";

/** Adds the commands that write vectors; `done` is told the exit code. */
export function addEmbedCommands(program: Command, done: (code: number) => void): void {
  const embed = program
    .command("embed")
    .description("write the vectors that a bi-encoder makes of entities and of mentions");
  addEntitiesCommand(embed, done);
  addMentionsCommand(embed, done);
}
