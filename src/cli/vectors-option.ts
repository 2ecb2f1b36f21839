import type { Command } from "commander";
import type { LinkerParts } from "../linker-parts.js";

/** Where the vectors of entities are, on the command line. */
export interface VectorsFlags {
  vectors?: string;
}

/** Adds the option to a command. */
export const withVectorsOption = (command: Command): Command =>
  command.option(
    "--vectors <folder>",
    "vectors of all entities, of namesake embed entities with the encoder of the model: where a name leads to nothing, what fits the context becomes a candidate",
  );

/** The parts of a linker with the vectors that the option names. */
export const withVectors = (parts: LinkerParts, { vectors }: VectorsFlags): LinkerParts =>
  vectors === undefined ? parts : { ...parts, vectors };
