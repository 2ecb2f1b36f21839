import type { Command } from "commander";
import { checkWritable } from "../../atomic-file.js";
import { Resolver } from "../../eval/linkers/resolve.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { writeEmbeddings } from "../../link/coherence/embedding-file.js";
import type { LinkedPage } from "../../train/entities/co-occurrence.js";
import { trainEntities } from "../../train/entities/train-entities.js";
import { EXIT } from "../exit.js";
import { openShowingProgress } from "../open.js";
import { numberBetween } from "../options.js";
import { type DataFiles, documentsOf } from "./data.js";

interface Flags {
  kb: string;
  out: string;
  format?: string;
  dimensions: number;
  seed: number;
}

const EXAMPLES = `
Example:
  $ namesake train entities pages.jsonl --kb world --out entities.vectors

A page whose id, or what follows its first ": ", is an entity of the knowledge base tells of that entity too.`;

/** Adds `train entities`; `done` is told the exit code. */
export function addEntitiesCommand(train: Command, done: (code: number) => void): void {
  train
    .command("entities")
    .description(
      "vectors of entities from what they are linked together with, and from the relations of the knowledge base",
    )
    .argument("<data...>", "data sets whose mentions are linked")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .requiredOption("-o, --out <file>", "where the vectors go")
    .option("--format <format>", "of the data sets; default: found out")
    .option("--dimensions <number>", "numbers of a vector", numberBetween("--dimensions", 1, 512, true), 96)
    .option("--seed <number>", "of the random numbers", numberBetween("--seed", 0, 2 ** 31, true), 1)
    .addHelpText("after", EXAMPLES)
    .action(async (data: string[], flags: Flags) => done(await run(data, flags)));
}

async function run(data: readonly string[], flags: Flags): Promise<number> {
  const { dimensions, seed, out, format } = flags;
  await checkWritable(out);
  const kb = await openShowingProgress(flags.kb);
  try {
    const files: DataFiles = { training: data, development: [], ...(format !== undefined && { format }) };
    const began = performance.now();
    const onStep = (step: string) =>
      process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${step}\n`);
    const rows = await trainEntities(kb, await linkedPages(kb, files), { dimensions, seed, onStep });
    await writeEmbeddings(out, rows, kb.totals().contentHash);
    process.stderr.write(
      `Wrote vectors of ${rows.size} entities to ${out}; ${kb.size - rows.size} are together with no other and have none.\n`,
    );
  } finally {
    await kb.close();
  }
  return EXIT.ok;
}

/** The documents of data sets as a KB sees them; mentions of what it lacks are left out. */
async function linkedPages(kb: KnowledgeBase, files: DataFiles): Promise<AsyncIterable<LinkedPage>> {
  const documents = await documentsOf(files.training, files);
  const resolver = new Resolver(kb);
  const rowOf = (references: readonly string[]): number | undefined => {
    const [id] = resolver.ids(references);
    return id === undefined ? undefined : kb.index(id);
  };
  return (async function* (): AsyncGenerator<LinkedPage> {
    for await (const { id, title, text, mentions } of documents()) {
      const about = rowOf([...(title === undefined ? [] : [title]), id, id.replace(/^[^:]*: /, "")]);
      yield {
        text,
        mentions: mentions.flatMap(({ start, end, entity, sameAs = [] }) => {
          const row = entity === null ? undefined : rowOf([entity, ...sameAs]);
          return row === undefined ? [] : [{ start, end, row }];
        }),
        ...(about !== undefined && { about }),
      };
    }
  })();
}
