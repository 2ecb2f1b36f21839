import { type Command, Option } from "commander";
import { NamesakeError } from "../errors.js";
import type { LinkOptions } from "../link/linker.js";
import { TYPE_DECODINGS, type TypeDecoding } from "../link/types/type-decider.js";
import type { LinkerParts } from "../linker-parts.js";
import { isTypeFolder } from "../models/types/type-files.js";
import { oneOf } from "./options.js";

/** How the types of entities take part, on the command line. */
export interface TypeFlags {
  types?: string;
  typesDecoding?: TypeDecoding;
  typesFilter?: boolean;
  typesInText?: boolean;
}

/** Adds the options to a command. */
export function withTypeOptions(command: Command): Command {
  const decoding = new Option(
    "--types-decoding <how>",
    "types are evidence, soft, where there are some; or a condition, hard; or off",
  ).argParser(oneOf("--types-decoding", TYPE_DECODINGS));
  return command
    .option(
      "--types <folder>",
      "types of entities, and a model of namesake train types that tells those of names",
    )
    .addOption(decoding)
    .option("--types-filter", "leave out candidates of types that the context does not have, before ranking")
    .option("--types-in-text", "the encoders read what type an entity is of");
}

/**
 * The parts of a linker with what the options say of types.
 *
 * @throws {NamesakeError} OPTION_INVALID where there are no types, or none to do what is asked for with
 */
export function withTypes(parts: LinkerParts, flags: TypeFlags): LinkerParts {
  const { types = parts.types, typesInText, typesDecoding = "off", typesFilter = false } = flags;
  const refuse = (option: string, expected: string, found: string) =>
    new NamesakeError("OPTION_INVALID", { option, expected, found });
  if (flags.types !== undefined && !isTypeFolder(flags.types))
    throw refuse("--types", "a folder that namesake train types wrote", flags.types);
  if (types === undefined && (typesDecoding !== "off" || typesFilter))
    throw refuse(
      typesFilter ? "--types-filter" : "--types-decoding",
      "types as well: --types FOLDER, or a model with the folder types",
      "none",
    );
  return {
    ...parts,
    ...(types === undefined ? {} : { types }),
    ...(typesInText === undefined ? {} : { typesInText }),
  };
}

/** How it links, as far as the options say. */
export const typeSettings = ({
  typesDecoding,
  typesFilter,
}: TypeFlags): Pick<LinkOptions, "typesDecoding" | "typesFilter"> => ({
  ...(typesDecoding === undefined ? {} : { typesDecoding }),
  ...(typesFilter === undefined ? {} : { typesFilter }),
});
