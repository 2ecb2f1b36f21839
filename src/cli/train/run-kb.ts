import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../atomic-file.js";
import { NamesakeError } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { loadKnowledgeBase } from "../../load.js";
import { haveSameRows, type KbOfRows, kbInWords, kbOfRows } from "../../train/encoders/kb-of-rows.js";
import type { Run } from "./kind.js";

/** The KB that a run was begun with, in its folder. */
const FILE = "kb.json";

/** Notes which KB a run is trained with. */
export const noteKnowledgeBase = (folder: string, kb: KnowledgeBase): Promise<void> =>
  writeAtomically(join(folder, FILE), [JSON.stringify(kbOfRows(kb))]);

/**
 * Opens the KB of a run. It may have been edited since the run began, but not be another: then the numbers of entities would be
 * those of others.
 *
 * @throws {NamesakeError} CHECKPOINT_MISMATCH where the run was begun with another; and what opening throws
 */
export async function openRunKnowledgeBase({
  folder,
  kb: name,
}: Pick<Run, "folder" | "kb">): Promise<KnowledgeBase> {
  const kb = await loadKnowledgeBase(name);
  const path = join(folder, FILE);
  // Runs of earlier versions did not note it.
  if (!existsSync(path)) return kb;
  const begun = JSON.parse(await readFile(path, "utf8")) as KbOfRows;
  const here = kbOfRows(kb);
  if (haveSameRows(begun, here)) return kb;
  await kb.close();
  const why = `it was begun with ${kbInWords(begun)}, now it is given ${kbInWords(here)}`;
  throw new NamesakeError("CHECKPOINT_MISMATCH", { path: folder, why });
}
