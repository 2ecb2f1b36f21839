import { NamesakeError } from "../../errors.js";

/**
 * An error about what a file of weights contains.
 *
 * @param name base name of the file
 */
export function invalid(name: string, why: string, cause?: unknown): NamesakeError<"WEIGHTS_INVALID"> {
  return new NamesakeError("WEIGHTS_INVALID", { path: name, why }, { cause });
}

/** A name out of a file, as it may stand in a message whatever its length. */
export function shown(name: string): string {
  return name.length > 120 ? `${name.slice(0, 119)}…` : name;
}
