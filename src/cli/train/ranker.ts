import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { checkWritable, writeAtomically } from "../../atomic-file.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { linkerParts, SHIPPED_MODELS, shippedWeights } from "../../linker-parts.js";
import { createLinker } from "../../load.js";
import { treesToJson } from "../../models/trees/trees-json.js";
import type { LinkedTexts } from "../../train/encoders/linked-texts.js";
import { trainRanker } from "../../train/ranker/train-ranker.js";
import { EXIT } from "../exit.js";
import { openShowingProgress } from "../open.js";
import { numberBetween, oneOf } from "../options.js";
import { printable } from "../terminal.js";
import { missing } from "./flags.js";
import { FROM, type FromFlags, withCorrections } from "./from-corrections.js";
import { linkedTexts } from "./linked-texts.js";

interface Flags extends FromFlags {
  model: string;
  out: string;
  format?: string;
  trees: number;
  leaves: number;
  rate: number;
  seed: number;
  absent: number;
  mentions?: number;
  weigh: "mentions" | "sets";
}

const HELP = `
A ranker is boosted trees over all that a linker measures of a mention's candidates, other mentions of the document included. The folder
gets linker.json, the weights of both looks, and ranker.json, the trees. It is a model for --model by itself; as the folder "ranker" of a
model it is used with that model's encoder, for every knowledge base that has vectors of its entities (namesake train entities).

Lists of candidates that come with the mentions are learned of beside its own.

The counts of the knowledge base should not know the links of these texts, or the ranker learns to trust counts more than it should.

Example:
  $ namesake train ranker pages.jsonl news.jsonl --kb mine --model open --out runs/ranker`;

/** Adds `train ranker`; `done` is told the exit code. */
export function addRankerCommand(train: Command, done: (code: number) => void): void {
  train
    .command("ranker")
    .description("what decides between the candidates of a mention, by the whole document")
    .argument("[data...]", "data sets whose mentions are linked")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option(
      "--from <what>",
      "corrections: those of the knowledge base too, see namesake link --fix",
      oneOf("--from", FROM),
    )
    .option(
      "--model <name|folder>",
      `whose encoder and types are used: ${SHIPPED_MODELS.join(", ")}, or a folder`,
      "default",
    )
    .requiredOption("-o, --out <folder>", "where linker.json and ranker.json go")
    .option("--format <format>", "of the data sets; default: found out")
    .option("--trees <n>", "at most", numberBetween("--trees", 1, 10_000, true), 400)
    .option("--leaves <n>", "of a tree at most", numberBetween("--leaves", 2, 256, true), 16)
    .option("--rate <rate>", "how far each tree goes", numberBetween("--rate", 0.001, 1), 0.1)
    .option(
      "--absent <share>",
      "of the mentions are trained on as if the knowledge base lacked their entity: NIL is right",
      numberBetween("--absent", 0, 0.9),
      0.07,
    )
    .option(
      "--mentions <n>",
      "only the first of each data set, whole texts",
      numberBetween("--mentions", 1, 1e9, true),
    )
    .option(
      "--weigh <what>",
      "what counts the same: mentions, or data sets, however large",
      oneOf("--weigh", ["mentions", "sets"]),
      "mentions",
    )
    .option("--seed <n>", "decides what is random", numberBetween("--seed", 0, 2 ** 31, true), 1)
    .addHelpText("after", HELP)
    .action(async (files: string[], flags: Flags) => done(await run(files, flags)));
}

async function run(files: readonly string[], flags: Flags): Promise<number> {
  const data = await withCorrections(files, flags);
  if (data.length === 0) throw missing("The data to train on", "files or folders");
  const { trees, leaves, rate, seed, absent, out } = flags;
  mkdirSync(out, { recursive: true });
  const path = { weights: join(out, "linker.json"), trees: join(out, "ranker.json") };
  for (const one of Object.values(path)) await checkWritable(one);
  const { weights: start = shippedWeights(), ranked: _, ...parts } = linkerParts(flags.model);
  const kb = await openShowingProgress(flags.kb);
  const began = performance.now();
  const onStep = (step: string) =>
    process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${step}\n`);
  try {
    const texts = await textsOf(kb, data, flags);
    const trained = await trainRanker(texts, (weights) => createLinker(kb, { ...parts, weights }), start, {
      ...{ trees, leaves, rate, seed, absent },
      onStep,
    });
    const { ranker: __, ...weights } = trained.weights;
    // The trees first: weights without them decide too, trees without weights nothing.
    await writeAtomically(path.trees, [`${JSON.stringify(treesToJson(trained.trees))}\n`]);
    await writeAtomically(path.weights, [`${JSON.stringify(weights)}\n`]);
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const { mentions, linear, ranked } = trained.held;
    process.stderr.write(
      `${trained.trees.trees.length} trees. Right of ${mentions} mentions held back: ${percent(ranked)}, by weights alone ${percent(linear)}.\n` +
        `Wrote ${printable(path.weights)} and ${printable(path.trees)}.\n`,
    );
  } finally {
    await kb.close();
  }
  return EXIT.ok;
}

/** The linked texts of all data sets, of each as many as are wanted. */
async function textsOf(
  kb: KnowledgeBase,
  data: readonly string[],
  { format, weigh, mentions = Number.POSITIVE_INFINITY }: Flags,
): Promise<LinkedTexts> {
  const sets: { path: string; texts: LinkedTexts }[] = [];
  for (const path of data) {
    const files = { training: data, development: [], ...(format !== undefined && { format }) };
    sets.push({ path, texts: await linkedTexts(kb, [path], files) });
  }
  return async function* () {
    for (const { path, texts } of sets) {
      let known = 0;
      for await (const text of texts()) {
        if (known >= mentions) break;
        known += text.mentions.length;
        yield weigh === "sets" ? { ...text, set: path } : text;
      }
    }
  };
}
