import { existsSync } from "node:fs";
import { NamesakeError } from "../errors.js";
import { mendReplaced, openKnowledgeBase } from "../kb/folder.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { knownNames, locate } from "../kb/location.js";
import { listSnapshots, snapshotAsOf, snapshotNamed } from "../kb/snapshots.js";
import { loadKnowledgeBase } from "../load.js";
import { starterFolder } from "../starter.js";

/**
 * The folder of a KB given by name or folder.
 *
 * @throws {NamesakeError} KB_NOT_FOUND
 */
export async function folderOf(name: string): Promise<string> {
  const folder = name === "starter" ? await starterFolder() : locate(name);
  mendReplaced(folder);
  if (existsSync(folder)) return folder;
  throw new NamesakeError("KB_NOT_FOUND", { kb: name, known: ["starter", ...knownNames()].join(", ") });
}

/**
 * Opens a KB, or one of its snapshots: "people", "people@before-merge", "people@2026-11-01".
 *
 * @throws {NamesakeError} KB_NOT_FOUND, SNAPSHOT_UNKNOWN, and what opening throws
 */
export async function openAt(text: string): Promise<KnowledgeBase> {
  const at = text.lastIndexOf("@");
  if (at < 1 || existsSync(text)) return loadKnowledgeBase(text);
  const folder = await folderOf(text.slice(0, at));
  const wanted = text.slice(at + 1);
  const isName =
    listSnapshots(folder).some(({ name }) => name === wanted) || !/^\d{4}-\d\d-\d\d/.test(wanted);
  const { path } = isName ? snapshotNamed(folder, wanted) : snapshotAsOf(folder, wanted);
  return openKnowledgeBase(path);
}

/** What {@link openAt} would be given for the KB itself; undefined where `text` is that already. */
export function withoutSnapshot(text: string): string | undefined {
  const at = text.lastIndexOf("@");
  return at < 1 || existsSync(text) ? undefined : text.slice(0, at);
}
