import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { CORRECTIONS_FILE } from "../../kb/lasting-files.js";
import { locate } from "../../kb/location.js";
import { readCorrections } from "../../link/corrections/corrections.js";
import { starterFolder } from "../../starter.js";

/** Where labelled documents may come from beside files. */
export const FROM = ["corrections"] as const;

export interface FromFlags {
  kb: string;
  from?: (typeof FROM)[number];
}

/** Corrected mentions of which alone something can be learned. */
const LEAST = 20;

/**
 * The files that are trained on, and with `--from corrections` that of the KB's corrections.
 *
 * @throws {NamesakeError} CORRECTIONS_FEW
 */
export async function withCorrections(
  files: readonly string[],
  { kb, from }: FromFlags,
): Promise<readonly string[]> {
  if (from === undefined) return files;
  const path = join(kb === "starter" ? await starterFolder() : locate(kb), CORRECTIONS_FILE);
  const found = readCorrections(path).reduce((sum, { mentions }) => sum + mentions.length, 0);
  const wanted = files.length === 0 ? LEAST : 1;
  if (found < wanted) throw new NamesakeError("CORRECTIONS_FEW", { kb, found, wanted });
  return [...files, path];
}
