import { userInfo } from "node:os";
import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { Draft } from "../kb/profile/draft.js";
import { editsOf, looksForReferrers, type Operation } from "../kb/profile/operation.js";
import { EXIT } from "./exit.js";
import { differenceIn } from "./kb-changes-text.js";
import { openShowingProgress } from "./open.js";
import { write } from "./terminal.js";

/** What all commands that change a KB can be told. */
export interface TransactionFlags {
  kb: string;
  author?: string;
  message?: string;
  ifVersion?: number | string;
  dryRun?: boolean;
  json?: boolean;
}

/** From so many operations on that ask who has relations to an entity, an index of them pays; each takes a scan without it. */
const INDEX_FROM = 4;

export const transactionFlags = (command: Command): Command =>
  command
    .requiredOption("--kb <name|folder>", "knowledge base")
    .option(
      "--author <name>",
      "who makes the change, for the log; default: NAMESAKE_AUTHOR, or the user of this system",
    )
    .option("-m, --message <text>", "why, for the log")
    .option(
      "--if-version <n|state>",
      'only if the knowledge base has this version, or this state of "kb info", which another build has not',
      versionOption,
    )
    .option("--dry-run", "show what would change, and change nothing")
    .option("--json", "what changes as JSON lines");

/** A version, or a state as `KnowledgeBase.state` names it. */
function versionOption(text: string): number | string {
  if (/^\d+-[0-9a-f]{8}$/.test(text)) return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new NamesakeError("OPTION_INVALID", {
    option: "--if-version",
    expected: 'a version, such as 12, or a state, such as 12-9f3a01bc: "namesake kb info" says both',
    found: text,
  });
}

/** Who signs the log where --author is not given. */
export function authorOf({ author }: { author?: string }): string {
  if (author !== undefined) return author;
  const set = process.env["NAMESAKE_AUTHOR"];
  if (set !== undefined && set !== "") return set;
  try {
    return userInfo().username;
  } catch {
    return "unknown"; // a container may run as a user without a name
  }
}

/** Carries operations out in one transaction and shows what changes. */
export async function transact(flags: TransactionFlags, operations: readonly Operation[]): Promise<number> {
  return withKb(flags.kb, (kb) => {
    const isDry = flags.dryRun === true;
    if (!isDry && operations.filter(looksForReferrers).length >= INDEX_FROM) kb.indexReferrers();
    const draft = new Draft(kb);
    for (const operation of operations) draft.add(editsOf(draft, operation));
    return commit(kb, draft, flags);
  });
}

/** Carries a draft out, unless it is a dry run, and shows what changes. */
export async function commit(kb: KnowledgeBase, draft: Draft, flags: TransactionFlags): Promise<number> {
  const shown = differenceIn(flags.json === true);
  const changes = draft.changes.map(shown).join("");
  if (draft.edits.length > 0 && flags.dryRun !== true)
    kb.edit(draft.edits, {
      author: authorOf(flags),
      ...(flags.message !== undefined && { message: flags.message }),
      ...(flags.ifVersion !== undefined && { ifVersion: flags.ifVersion }),
    });
  await write(changes);
  const what =
    draft.edits.length === 0
      ? "Nothing changes"
      : flags.dryRun === true
        ? "Nothing was changed: this was a dry run"
        : `Version ${kb.version}`;
  process.stderr.write(`${what}.\n`);
  return EXIT.ok;
}

/** Opens a KB for a command and closes it after it. */
export async function withKb(
  name: string,
  action: (kb: KnowledgeBase) => number | Promise<number>,
): Promise<number> {
  const kb = await openShowingProgress(name);
  try {
    return await action(kb);
  } finally {
    await kb.close();
  }
}
