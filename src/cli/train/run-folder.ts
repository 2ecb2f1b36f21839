import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkWritable, writeAtomically } from "../../atomic-file.js";
import { NamesakeError } from "../../errors.js";
import { bestAndLast } from "../../nn/training/best-and-last.js";

/** The configuration of a run, in its folder. */
export const CONFIG_FILE = "config.yaml";

/** Whether a folder holds a run that can go on: one that came to its first checkpoint. */
export const canGoOn = (folder: string): boolean => isRun(folder) && existsSync(bestAndLast(folder).last);

const isRun = (folder: string): boolean => existsSync(join(folder, CONFIG_FILE));

/**
 * Checks that a run may be written into a folder: one that is new or empty, or holds a run that came to nothing, or, to go
 * on, any run.
 *
 * @throws {NamesakeError} OPTION_INVALID, WRITE_FAILED
 */
export async function checkRunFolder(folder: string, resume: boolean): Promise<void> {
  const refuse = (expected: string) =>
    new NamesakeError("OPTION_INVALID", { option: "--out", expected, found: folder });
  if (folder === "") throw refuse("a folder");
  await checkWritable(join(folder, CONFIG_FILE));
  if (!existsSync(folder)) return;
  if (!resume && canGoOn(folder))
    throw refuse("a folder that is new or empty; to go on with the run that it holds, give --resume");
  if (!isRun(folder) && readdirSync(folder).length > 0)
    throw refuse(`a folder that is new or empty${resume ? ", or that holds a run" : ""}`);
}

/** Keeps a configuration with its run. */
export const writeConfig = (folder: string, yaml: string): Promise<void> =>
  writeAtomically(join(folder, CONFIG_FILE), [yaml]);
