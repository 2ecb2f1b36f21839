import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { checkWritable } from "../../atomic-file.js";
import { Resolver } from "../../eval/linkers/resolve.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { writeEmbeddings } from "../../link/coherence/embedding-file.js";
import { TRAINED_FILES } from "../../link/trained-entities.js";
import { type LinkedPages, trainEntities } from "../../train/entities/train-entities.js";
import { writeAssignedTypes } from "../../types/assigned-types-file.js";
import { readClassLexicon } from "../../types/classes/class-lexicon.js";
import { classifyEntities } from "../../types/classes/classify-entities.js";
import { EXIT } from "../exit.js";
import { openShowingProgress } from "../open.js";
import { numberBetween } from "../options.js";
import { printable } from "../terminal.js";
import { type DataFiles, documentsOf } from "./data.js";

interface Flags {
  kb: string;
  out?: string;
  format?: string;
  dimensions: number;
  seed: number;
}

const EXAMPLES = `
Example:
  $ namesake train entities pages.jsonl --kb world

Beside its data, the knowledge base then has entities.vectors, words.vectors, which lie in one space, and entities.classes, the class of
each entity of the 18 that "types show ner" lists. --model open and news read them.
A page whose id, or what follows its first ": ", is an entity of the knowledge base tells of that entity too.`;

/** Adds `train entities`; `done` is told the exit code. */
export function addEntitiesCommand(train: Command, done: (code: number) => void): void {
  train
    .command("entities")
    .description(
      "what entities are: vectors, from what they are linked together with and the relations of the knowledge base, and classes",
    )
    .argument("<data...>", "data sets whose mentions are linked")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option("-o, --out <folder>", "where the files go; default: into the knowledge base")
    .option("--format <format>", "of the data sets; default: found out")
    .option("--dimensions <number>", "numbers of a vector", numberBetween("--dimensions", 1, 512, true), 96)
    .option("--seed <number>", "of the random numbers", numberBetween("--seed", 0, 2 ** 31, true), 1)
    .addHelpText("after", EXAMPLES)
    .action(async (data: string[], flags: Flags) => done(await run(data, flags)));
}

async function run(data: readonly string[], flags: Flags): Promise<number> {
  const { dimensions, seed, format } = flags;
  const kb = await openShowingProgress(flags.kb);
  try {
    const folder = flags.out ?? kb.path ?? ".";
    mkdirSync(folder, { recursive: true });
    const path = (name: keyof typeof TRAINED_FILES) => join(folder, TRAINED_FILES[name]);
    await checkWritable(path("vectors"));
    const files: DataFiles = { training: data, development: [], ...(format !== undefined && { format }) };
    const began = performance.now();
    const onStep = (step: string) =>
      process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${step}\n`);
    const pages = await linkedPages(kb, files);
    const { entities, words } = await trainEntities(kb, pages, { dimensions, seed, onStep });
    onStep("telling the classes of entities");
    const { classes, classOf } = classifyEntities(kb, await readClassLexicon());
    const axis = { name: "class", classes, classOf: Uint16Array.from(classOf) };
    const { name, contentHash } = kb.manifest;
    const rows = { kb: { name, contentHash }, size: classOf.length };
    // The vectors last: what has them is taken to be whole.
    await writeAssignedTypes(path("classes"), { system: "ner", axes: [axis] }, rows);
    await writeEmbeddings(path("words"), words, kb.totals().contentHash);
    await writeEmbeddings(path("vectors"), entities, kb.totals().contentHash);
    const classed = classOf.reduce((sum, own) => sum + (own > 0 ? 1 : 0), 0);
    process.stderr.write(
      `Wrote to ${printable(folder)}: vectors of ${entities.size} entities (${kb.size - entities.size} are together with no other and have none) and of ${words.size} words, the classes of ${classed}.\n`,
    );
  } finally {
    await kb.close();
  }
  return EXIT.ok;
}

/** The documents of data sets as a KB sees them; mentions of what it lacks are left out. */
async function linkedPages(kb: KnowledgeBase, files: DataFiles): Promise<LinkedPages> {
  const documents = await documentsOf(files.training, files);
  const resolver = new Resolver(kb);
  const rowOf = (references: readonly string[]): number | undefined => {
    const [id] = resolver.ids(references);
    return id === undefined ? undefined : kb.index(id);
  };
  return async function* () {
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
  };
}
