import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { NamesakeError, reason } from "../errors.js";
import { Draft } from "../kb/profile/draft.js";
import { prune } from "../kb/profile/prune.js";
import type { EntityRecord } from "../kb/record.js";
import { pair } from "./kb-record-flags.js";
import { commit, type TransactionFlags, transactionFlags, withKb } from "./kb-transaction.js";
import { numberBetween, repeated } from "./options.js";

interface Flags extends TransactionFlags {
  keep?: string;
  type?: string[];
  minCount?: number;
}

const EXAMPLES = `
Of several options, an entity has to meet all to stay; of several types, one.

Examples:
  $ namesake kb prune --kb people --keep ids.txt               one id a line
  $ namesake kb prune --kb people --type ner=PER --min-count 5 --dry-run
  $ namesake kb prune --kb people --type ner=PER && namesake kb compact --kb people --keep-log 0

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage.`;

/** Adds "kb prune" to the commands about KBs. */
export function addPruneCommand(kb: Command, done: (code: number) => void): void {
  transactionFlags(kb.command("prune").description("leave some entities, and remove all others"))
    .option("--keep <file>", "ids of those that stay, one a line")
    .option("--type <system=name>", "those of a type stay; repeatable", repeated)
    .option(
      "--min-count <n>",
      "those of this count or more stay",
      numberBetween("--min-count", 0, Number.MAX_SAFE_INTEGER),
    )
    .addHelpText("after", EXAMPLES)
    .action(async (flags: Flags) => done(await run(flags)));
}

async function run(flags: Flags): Promise<number> {
  const stays = filterOf(flags);
  return withKb(flags.kb, (kb) => {
    const draft = new Draft(kb);
    draft.add(prune(kb, stays));
    return commit(kb, draft, flags);
  });
}

function filterOf({ keep, type, minCount }: Flags): (record: EntityRecord) => boolean {
  if (keep === undefined && type === undefined && minCount === undefined)
    throw new NamesakeError("OPTION_INVALID", {
      option: "what stays",
      expected: "one of --keep, --type and --min-count",
      found: "none",
    });
  const ids = keep === undefined ? undefined : idsIn(keep);
  const types = type?.map((text) => pair("--type", text));
  return ({ id, types: own = {}, count = 0 }) =>
    (ids === undefined || ids.has(id)) &&
    (types === undefined || types.some(([system, name]) => own[system]?.includes(name) === true)) &&
    (minCount === undefined || count >= minCount);
}

function idsIn(path: string): ReadonlySet<string> {
  try {
    const lines = readFileSync(path, "utf8").split(/\r?\n/);
    return new Set(lines.map((line) => line.trim()).filter((line) => line !== ""));
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
}
