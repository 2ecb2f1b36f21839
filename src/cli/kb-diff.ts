import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import { type Difference, differences } from "../kb/diff.js";
import type { Operation } from "../kb/profile/operation.js";
import { EXIT } from "./exit.js";
import { differenceLine, differenceText } from "./kb-changes-text.js";
import { openAt, withoutSnapshot } from "./kb-folder.js";
import { printableJson, write } from "./terminal.js";

const EXAMPLES = `
Examples:
  $ namesake kb diff people ./people-new            what the second has, lacks or says otherwise
  $ namesake kb diff people@2026-11-01              since the last snapshot that was taken by that day
  $ namesake kb diff people@before-merge people@2026-11-20 --json
  $ namesake kb diff people ./people-new --operations > changes.jsonl     what "kb apply" would have to do

Exit codes: 0 done, whether they differ or not; 1 cannot be done, stderr says why; 2 wrong usage.`;

interface Flags {
  json?: boolean;
  operations?: boolean;
}

/** Adds "kb diff" to the commands about KBs. */
export function addDiffCommand(kb: Command, done: (code: number) => void): void {
  kb.command("diff")
    .description("compare two knowledge bases, or one with a snapshot of it")
    .argument("<before>", 'a knowledge base, or "KB@SNAPSHOT", "KB@DATE"')
    .argument("[after]", "default: the knowledge base of the snapshot, as it is now")
    .option("--json", "as JSON lines, with the records before and after")
    .option("--operations", 'as JSON lines that "kb apply" reads')
    .addHelpText("after", EXAMPLES)
    .action(async (before: string, after: string | undefined, flags: Flags) =>
      done(await run(before, after ?? withoutSnapshot(before), flags)),
    );
}

async function run(first: string, second: string | undefined, flags: Flags): Promise<number> {
  if (second === undefined)
    throw new NamesakeError("OPTION_INVALID", {
      option: "what to compare with",
      expected: `a second knowledge base, or a snapshot such as ${first}@2026-11-01`,
      found: "nothing",
    });
  const before = await openAt(first);
  try {
    const after = await openAt(second);
    try {
      const counts = { added: 0, removed: 0, changed: 0 };
      const shown =
        flags.operations === true ? operationLine : flags.json === true ? differenceLine : differenceText;
      for (const difference of differences(before, after)) {
        if (difference.before === undefined) counts.added++;
        else if (difference.after === undefined) counts.removed++;
        else counts.changed++;
        await write(shown(difference));
      }
      process.stderr.write(`${counts.added} added, ${counts.removed} removed, ${counts.changed} changed.\n`);
      return EXIT.ok;
    } finally {
      await after.close();
    }
  } finally {
    await before.close();
  }
}

function operationLine({ id, after }: Difference): string {
  const operation: Operation = after === undefined ? { op: "remove", id } : { op: "put", entity: after };
  return `${printableJson(operation)}\n`;
}
