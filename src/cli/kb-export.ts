import type { Command } from "commander";
import type { EntityRecord } from "../kb/record.js";
import { blinkEntityLine } from "../sources/blink-entities.js";
import { EXIT } from "./exit.js";
import { openShowingProgress } from "./open.js";
import { oneOf } from "./options.js";
import { write } from "./terminal.js";

/** A record as a line of each format. */
const LINES = {
  jsonl: (record: EntityRecord) => JSON.stringify(record),
  blink: blinkEntityLine,
  zeshel: ({ id, name, description = "" }: EntityRecord) =>
    JSON.stringify({ document_id: id, title: name, text: description }),
} as const;
type LineFormat = keyof typeof LINES;
const FORMATS = Object.keys(LINES) as LineFormat[];

/** Lines written at a time. */
const BATCH = 1000;

const EXAMPLES = `
Examples:
  $ namesake kb export --kb people > people.jsonl              what kb build jsonl reads
  $ namesake kb export --kb people --to blink > entity.jsonl   the catalogue of entities as BLINK has it`;

/** Adds "kb export" to the commands about KBs. */
export function addExportCommand(kb: Command, done: (code: number) => void): void {
  kb.command("export")
    .description("write all entities as JSON lines")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option("--to <format>", FORMATS.join(", "), oneOf("--to", FORMATS), "jsonl")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: { kb: string; to: LineFormat }) => done(await run(flags.kb, flags.to)));
}

async function run(name: string, format: LineFormat): Promise<number> {
  const kb = await openShowingProgress(name);
  try {
    const line = LINES[format];
    let batch: string[] = [];
    let row = 0;
    for (const record of kb.entities()) {
      batch.push(`${line(record, row++)}\n`);
      if (batch.length < BATCH) continue;
      await write(batch.join(""));
      batch = [];
    }
    await write(batch.join(""));
    return EXIT.ok;
  } finally {
    await kb.close();
  }
}
