import { type Command, Option } from "commander";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { ExportPrecision } from "../nn/export.js";
import { packageVersion } from "../starter.js";
import {
  type Imported,
  type ImportOptions,
  importBert,
  importBlink,
  importBootleg,
} from "../train/import/index.js";
import { complain, EXIT } from "./exit.js";
import { openShowingProgress } from "./open.js";
import { type Progress, progress } from "./progress.js";
import { printable } from "./terminal.js";

interface Flags {
  out: string;
  precision: ExportPrecision;
  parameters: boolean;
  vocab?: string;
  kb?: string;
  pooling?: "mean" | "first";
  embeddings?: string;
  entityDb?: string;
}

/** Problems that are told one by one. */
const REPORTED = 20;

const BLINK = `
What is there of these is imported (docs/importing.md says where they are from):
  biencoder_wiki_large.bin, .json      into FOLDER: a bi-encoder, as "namesake train biencoder" makes them
  crossencoder_wiki_large.bin, .json   into FOLDER/cross-encoder
  entity.jsonl                         into FOLDER/kb: a knowledge base
  all_entities_large.t7                into FOLDER/vectors: int8 vectors of its entities
Models that BLINK's trainings left (pytorch_model.bin, config.json, vocab.txt) are taken too.
BLINK has no vocabulary beside its models: give the vocab.txt of bert-large-uncased.

Examples:
  $ namesake import blink BLINK/models --vocab bert-large-uncased/vocab.txt --out blink
  $ namesake import blink BLINK/models --vocab vocab.txt --out blink --no-parameters     not to be trained further
  $ namesake import blink BLINK/models --vocab vocab.txt --out blink --kb wikipedia      a knowledge base that is there`;

const BERT = `
BERT, RoBERTa, DistilBERT, MiniLM: a folder with config.json, the weights (model.safetensors or
pytorch_model.bin) and the tokeniser (tokenizer.json, or vocab.txt, or vocab.json and merges.txt).

Examples:
  $ namesake import bert all-MiniLM-L6-v2 --out minilm
  $ namesake train biencoder train.jsonl --dev dev.jsonl --kb mine --out runs/mine --init minilm`;

const BOOTLEG = `
A model of Bootleg 1.1 with its configuration: bootleg_wiki.pth and bootleg_config.yaml, or a training's
best_model….model.pth and parsed_config.yaml. Vectors of entities (entity_embeddings.npy, or a memory map)
come along where --kb names a knowledge base with Wikidata's ids, and qid2eid.json says whose they are. The tries
of its entity_db (*.marisa) cannot be read: docs/importing.md says how to write them as JSON.

Examples:
  $ namesake import bootleg bootleg_uncased --vocab bert-base-uncased/vocab.txt --out bootleg
  $ namesake import bootleg bootleg_uncased --vocab vocab.txt --kb wikidata --entity-db data/entity_db --out bootleg`;

const CODES = `

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but entities were left out.`;

/** Adds "import" with a command for each kind of checkpoint; `done` is told the exit code. */
export function addImportCommands(program: Command, done: (code: number) => void): void {
  const group = program
    .command("import")
    .description("models that others have trained, as encoders for use and for training");
  const add = (name: string, description: string, help: string) =>
    group
      .command(name)
      .description(description)
      .argument("<folder>", "of the checkpoint")
      .requiredOption("-o, --out <folder>", "where the encoder goes")
      .addOption(
        new Option("--precision <type>", "numbers that it computes with")
          .choices(["int8", "float32", "float16"])
          .default("int8"),
      )
      .option("--no-parameters", "leave out the numbers in float32, with which a training can begin")
      .addHelpText("after", help + CODES);
  const vocabulary = "vocab.txt of the BERT that it was trained from, or the folder of that";

  add("blink", "BLINK's bi-encoder, cross-encoder, entities and their vectors", BLINK)
    .option("--vocab <file|folder>", vocabulary)
    .option("--kb <name|folder>", "one that was built from the same entity.jsonl; default: it is built")
    .action(async (folder: string, { out, vocab, ...flags }: Flags) => {
      const builder = packageVersion();
      const work = (options: Common) =>
        importBlink(folder, out, given({ ...options, builder, vocabulary: vocab }));
      done(await run(flags, work));
    });
  add("bert", "a transformer of the BERT family, as a bi-encoder that is not trained to link yet", BERT)
    .addOption(
      new Option(
        "--pooling <kind>",
        "which vector stands for a text: the mean over its tokens, or its first",
      ).choices(["mean", "first"]),
    )
    .action(async (folder: string, { out, pooling, ...flags }: Flags) =>
      done(await run(flags, (options) => importBert(folder, out, given({ ...options, pooling })))),
    );
  add("bootleg", "a model of Bootleg 1.1, and its vectors of entities", BOOTLEG)
    .option("--vocab <file|folder>", vocabulary)
    .option("--kb <name|folder>", "whose entities get the vectors; default: none are imported")
    .option("--embeddings <file>", "the vectors; default: entity_embeddings.npy in the folder")
    .option("--entity-db <folder>", "where qid2eid.json is; default: in the folder")
    .action(async (folder: string, { out, vocab, embeddings, entityDb, ...flags }: Flags) => {
      const own = { vocabulary: vocab, embeddings, entityDb };
      done(await run(flags, (options) => importBootleg(folder, out, given({ ...options, ...own }))));
    });
}

/** What all imports are told; the KB only where one is named. */
type Common = ImportOptions & { kb: KnowledgeBase | undefined };

/** Options without those that were not given. */
const given = <T extends object>(options: T) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** Runs an import, showing how far it is. */
async function run(
  { precision, parameters, kb: name }: Pick<Flags, "precision" | "parameters" | "kb">,
  work: (options: Common) => Promise<Imported>,
): Promise<number> {
  let shown: { title: string; bar: Progress } | undefined;
  let left = 0;
  const kb = name === undefined ? undefined : await openShowingProgress(name);
  try {
    const { made, notes } = await work({
      kb,
      precision,
      trainable: parameters,
      progress: (title, share) => {
        if (shown?.title !== title) {
          shown?.bar.stop();
          shown = { title, bar: progress(title) };
        }
        shown.bar.update(share);
      },
      problem: (message) => {
        if (++left <= REPORTED) complain(`left out: ${message}`);
      },
    });
    shown?.bar.stop();
    if (left > REPORTED) complain(`… and ${left - REPORTED} more were left out.`);
    for (const line of made) process.stderr.write(`Wrote ${printable(line)}.\n`);
    for (const note of notes) process.stderr.write(`${printable(note)}\n`);
    return left > 0 ? EXIT.partial : EXIT.ok;
  } finally {
    shown?.bar.stop();
    await kb?.close();
  }
}
