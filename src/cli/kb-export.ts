import type { Command } from "commander";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import { blinkEntityLine } from "../sources/blink-entities.js";
import { writeTables } from "../sources/ner4el/write-tables.js";
import { readClassLexicon } from "../types/classes/class-lexicon.js";
import { classifyEntities } from "../types/classes/classify-entities.js";
import { isNerClass } from "../types/ner-classes.js";
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
  $ namesake kb export --kb people --to blink > entity.jsonl   the catalogue of entities as BLINK has it
  $ namesake kb export --kb people --tables data               the tables that NER4EL reads, in a folder`;

/** Adds "kb export" to the commands about KBs. */
export function addExportCommand(kb: Command, done: (code: number) => void): void {
  kb.command("export")
    .description("write all entities as JSON lines")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option("--to <format>", FORMATS.join(", "), oneOf("--to", FORMATS), "jsonl")
    .option(
      "--tables <folder>",
      "write the tables of NER4EL into a folder instead: aliases, descriptions, counts, titles, classes",
    )
    .addHelpText("after", EXAMPLES)
    .action(async (flags: { kb: string; to: LineFormat; tables?: string }) =>
      done(await (flags.tables === undefined ? run(flags.kb, flags.to) : runTables(flags.kb, flags.tables))),
    );
}

async function runTables(name: string, folder: string): Promise<number> {
  const kb = await openShowingProgress(name);
  try {
    const { entities, aliases, classes } = await writeTables(() => kb.entities(), folder, await classOf(kb));
    const classed = [...classes.values()].reduce((sum, count) => sum + count, 0);
    const counts = [entities, aliases, classed].map((count) => count.toLocaleString("en"));
    await write(
      `Wrote ${folder}: ${counts[0]} entities, ${counts[1]} names, ${counts[2]} entities with a class.\n`,
    );
    return EXIT.ok;
  } finally {
    await kb.close();
  }
}

/** The class of an entity: the one that its record has, or where the KB has none, what its record says. */
async function classOf(kb: KnowledgeBase): Promise<(record: EntityRecord) => string | undefined> {
  const own = ({ types }: EntityRecord) => types?.["ner"]?.find(isNerClass);
  if (kb.stats().types["ner"] !== undefined) return own;
  const { classes, classOf } = classifyEntities(kb, await readClassLexicon());
  return ({ id }) => {
    const found = classes[classOf[kb.index(id) ?? -1] ?? 0] ?? "";
    return isNerClass(found) ? found : undefined;
  };
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
