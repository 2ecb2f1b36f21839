import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import type { Transaction } from "../kb/log.js";
import { EXIT } from "./exit.js";
import { differenceIn } from "./kb-changes-text.js";
import { authorOf, withKb } from "./kb-transaction.js";
import { numberBetween } from "./options.js";
import { paint, printable, printableJson, write } from "./terminal.js";

interface HistoryFlags {
  kb: string;
  entity?: string;
  since?: string;
  limit: number;
  changes?: boolean;
  json?: boolean;
}

const HISTORY_EXAMPLES = `
Examples:
  $ namesake kb history --kb people --limit 5 --changes       the last five transactions, with what they changed
  $ namesake kb history --kb people --entity Q312 --since 2026-11-01 --json

"kb compact" cuts the history to its last 100,000 changes, unless it is told another number.`;

const UNDO_EXAMPLES = `
An undo is a transaction of its own: undoing that one does again what was undone.

Examples:
  $ namesake kb undo --kb people              the latest transaction that is not undone
  $ namesake kb undo 17 --kb people           the one that led to version 17; refused where an entity was changed since

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage.`;

/** Adds "kb history" and "kb undo" to the commands about KBs. */
export function addHistoryCommands(kb: Command, done: (code: number) => void): void {
  kb.command("history")
    .description("what was changed, when, by whom and why; the latest first")
    .requiredOption("--kb <name|folder>", "knowledge base")
    .option("--entity <id>", "only what changed this entity")
    .option("--since <date>", "only from this date (and time) on")
    .option("-n, --limit <n>", "transactions shown", numberBetween("--limit", 1, 1e9, true), 20)
    .option("--changes", "with what was changed")
    .option("--json", "as JSON lines, with all records before and after")
    .addHelpText("after", HISTORY_EXAMPLES)
    .action(async (flags: HistoryFlags) => done(await showHistory(flags)));
  kb.command("undo")
    .description("take a transaction back")
    .argument("[version]", "the version that it led to; default: the latest that is not undone")
    .requiredOption("--kb <name|folder>", "knowledge base")
    .option(
      "--author <name>",
      "who does it, for the log; default: NAMESAKE_AUTHOR, or the user of this system",
    )
    .option("-m, --message <text>", "why, for the log")
    .option("--json", "what changes as JSON lines")
    .addHelpText("after", UNDO_EXAMPLES)
    .action(async (version: string | undefined, flags: UndoFlags) => done(await undo(version, flags)));
}

async function showHistory({ kb: name, entity, since, limit, changes, json }: HistoryFlags): Promise<number> {
  return withKb(name, async (kb) => {
    const found = kb.history({
      limit,
      ...(entity !== undefined && { entity }),
      ...(since !== undefined && { since }),
    });
    for (const one of found)
      await write(json === true ? `${printableJson(one)}\n` : transactionText(one, changes === true));
    if (found.length === 0 && json !== true) process.stderr.write("The history has nothing of it.\n");
    return EXIT.ok;
  });
}

function transactionText(
  { version, at, author, message, undoes, changes }: Transaction,
  isLong: boolean,
): string {
  const color = paint(process.stdout);
  const amount = `${changes.length.toLocaleString("en")} ${changes.length === 1 ? "change" : "changes"}`;
  const said = [
    at.replace("T", " ").replace(/\.\d+Z$/, "Z"),
    author ?? "",
    amount,
    undoes === undefined ? "" : `undoes ${undoes}`,
    message ?? "",
  ];
  const head = said.filter((part) => part !== "").map((part) => printable(part).replaceAll("\n", " "));
  const lines = isLong ? changes.map((change) => differenceIn(false)(differenceOf(change))).join("") : "";
  return `${color("bold", String(version).padStart(6))}  ${head.join(" · ")}\n${lines}`;
}

const differenceOf = (change: Transaction["changes"][number]) => ({
  id: change.after?.id ?? change.before?.id ?? "",
  ...change,
});

interface UndoFlags {
  kb: string;
  author?: string;
  message?: string;
  json?: boolean;
}

async function undo(given: string | undefined, flags: UndoFlags): Promise<number> {
  const version = given === undefined ? undefined : Number(given);
  if (version !== undefined && !Number.isSafeInteger(version))
    throw new NamesakeError("OPTION_INVALID", {
      option: "the version",
      expected: "a whole number",
      found: given ?? "",
    });
  return withKb(flags.kb, async (kb) => {
    const reached = kb.undo(version, {
      author: authorOf(flags),
      ...(flags.message !== undefined && { message: flags.message }),
    });
    const [transaction] = kb.history({ limit: 1 });
    const shown = differenceIn(flags.json === true);
    await write((transaction?.changes ?? []).map((change) => shown(differenceOf(change))).join(""));
    process.stderr.write(`Version ${reached}: version ${transaction?.undoes} is undone.\n`);
    return EXIT.ok;
  });
}
