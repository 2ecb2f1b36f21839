import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { isFile } from "./checkpoint-files.js";

/**
 * What folders of Hugging Face have, and those of our trainings, and imports do not: there an encoder would overwrite weights and
 * tokeniser.
 */
const FOREIGN = ["config.json", "vocab.txt", "pytorch_model.bin", "config.yaml"];

/**
 * Checks that an import overwrites no model that it did not write.
 *
 * @param folder what is imported
 * @throws {NamesakeError} OPTION_INVALID
 */
export async function checkTarget(folder: string, out: string): Promise<void> {
  const real = (path: string): Promise<string> => realpath(path).catch(() => path);
  const refuse = (expected: string) =>
    new NamesakeError("OPTION_INVALID", { option: "--out", expected, found: out });
  if ((await real(folder)) === (await real(out))) throw refuse("another folder than that of the checkpoint");
  for (const name of FOREIGN)
    if (await isFile(join(out, name))) throw refuse(`a folder without another model; there is a ${name}`);
}
