import { copyFileSync, existsSync, linkSync } from "node:fs";
import { join } from "node:path";

/** What people have said of texts that were linked to a KB: appended to, in its folder, and not made again by a build. */
export const CORRECTIONS_FILE = "corrections.jsonl";

/** Whether a file of a KB's folder outlives it. */
export const isLasting = (name: string): boolean => name === CORRECTIONS_FILE;

/**
 * Gives a KB that is to take the place of another what outlives that one. It is the same file, so that nothing is lost that is appended
 * to it until then.
 */
export function keepLastingFiles(from: string, to: string): void {
  const [old, kept] = [join(from, CORRECTIONS_FILE), join(to, CORRECTIONS_FILE)];
  if (!existsSync(old)) return;
  try {
    linkSync(old, kept);
  } catch {
    copyFileSync(old, kept);
  }
}
