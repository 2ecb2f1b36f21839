import type { Command } from "commander";
import { compactKnowledgeBase } from "../kb/compaction.js";
import { listSnapshots, removeSnapshot, takeSnapshot } from "../kb/snapshots.js";
import { EXIT } from "./exit.js";
import { folderOf } from "./kb-folder.js";
import { numberBetween } from "./options.js";
import { paint, printable, printableJson, write } from "./terminal.js";

const SNAPSHOT_EXAMPLES = `
A snapshot is a copy as of one moment, in the folder "snapshots" of the knowledge base; others may edit and link meanwhile. It is a
knowledge base that can only be read: "kb diff" compares with it, and programs open it with { asOf: DATE }.

Examples:
  $ namesake kb snapshot --kb people                    named by date and time
  $ namesake kb snapshot before-merge --kb people
  $ namesake kb diff people@before-merge                what has changed since

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage.`;

const COMPACT_HELP = `
The data are written anew, without the room that edits have left in them. The knowledge base goes on being linked against and edited:
all who have it open go on with the new file by themselves. Killed at any moment, it leaves the old data or the new ones, with all edits.

Examples:
  $ namesake kb compact --kb people
  $ namesake kb compact --kb people --keep-log 0        forgets what was changed; nothing of it can be undone

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage.`;

/** Adds "kb snapshot", "kb snapshots" and "kb compact" to the commands about KBs. */
export function addSnapshotCommands(kb: Command, done: (code: number) => void): void {
  kb.command("snapshot")
    .description("keep a dated copy of a knowledge base as it is now")
    .argument("[name]", "default: the date and time")
    .requiredOption("--kb <name|folder>", "knowledge base")
    .option("--json", "as JSON")
    .addHelpText("after", SNAPSHOT_EXAMPLES)
    .action(async (name: string | undefined, flags: { kb: string; json?: boolean }) => {
      const taken = await takeSnapshot(await folderOf(flags.kb), name);
      const text = `Snapshot ${taken.name} of version ${taken.version}: ${megabytes(taken.bytes)} in ${taken.path}`;
      await write(flags.json === true ? `${printableJson(taken, 2)}\n` : `${printable(text)}\n`);
      done(EXIT.ok);
    });
  kb.command("snapshots")
    .description("list the snapshots of a knowledge base, or remove one")
    .requiredOption("--kb <name|folder>", "knowledge base")
    .option("--remove <name>", "remove this one")
    .option("--json", "as JSON")
    .action(async (flags: { kb: string; remove?: string; json?: boolean }) => {
      const folder = await folderOf(flags.kb);
      if (flags.remove !== undefined) removeSnapshot(folder, flags.remove);
      const all = listSnapshots(folder);
      if (flags.json === true) await write(`${printableJson(all, 2)}\n`);
      else if (all.length === 0) process.stderr.write("There are no snapshots.\n");
      else {
        const color = paint(process.stdout);
        for (const { name, taken, version, bytes } of all)
          await write(
            `${color("bold", printable(name).padEnd(26))} ${taken}  version ${version}  ${megabytes(bytes)}\n`,
          );
      }
      done(EXIT.ok);
    });
  kb.command("compact")
    .description("give back the room that edits have left, and cut the log")
    .requiredOption("--kb <name|folder>", "knowledge base")
    .option(
      "--keep-log <n>",
      "changes that stay in the log",
      numberBetween("--keep-log", 0, 1e9, true),
      100_000,
    )
    .option("--json", "as JSON")
    .addHelpText("after", COMPACT_HELP)
    .action(async (flags: { kb: string; keepLog: number; json?: boolean }) => {
      const result = await compactKnowledgeBase(await folderOf(flags.kb), { keepLog: flags.keepLog });
      const { before, after, forgotten } = result;
      const text = `${megabytes(before)} before, ${megabytes(after)} now; ${forgotten.toLocaleString("en")} changes were cut from the log.`;
      await write(flags.json === true ? `${printableJson(result, 2)}\n` : `${text}\n`);
      done(EXIT.ok);
    });
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
