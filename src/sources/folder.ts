import { stat } from "node:fs/promises";
import { NamesakeError, reason } from "../errors.js";

/**
 * Whether a path leads to a folder; "-", standard input, does not.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND
 */
export async function isFolder(path: string): Promise<boolean> {
  if (path === "-") return false;
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
}
